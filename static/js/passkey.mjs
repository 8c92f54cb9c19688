// Passkeys: asks the browser to make or use one, and sends what it gives with the form.

const form = document.querySelector("form[data-passkey]");
const words = form.querySelector("[role=alert]");

function bytes(text) {
  const plain = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(plain, (character) => character.charCodeAt(0));
}

function text(buffer) {
  const plain = String.fromCharCode(...new Uint8Array(buffer));
  return btoa(plain).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

/** The options as the browser wants them: what the server wrote in base64url becomes bytes. */
function options() {
  const { publicKey } = JSON.parse(form.dataset.options);
  publicKey.challenge = bytes(publicKey.challenge);
  if (publicKey.user) publicKey.user.id = bytes(publicKey.user.id);
  for (const list of [publicKey.excludeCredentials, publicKey.allowCredentials]) {
    for (const credential of list ?? []) credential.id = bytes(credential.id);
  }
  return { publicKey };
}

/** The credential as the server wants it: bytes become base64url. */
function plain(credential) {
  const response = {};
  for (const name of ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"]) {
    if (credential.response[name]) response[name] = text(credential.response[name]);
  }
  if (credential.response.getTransports) response.transports = credential.response.getTransports();
  return {
    id: credential.id,
    rawId: text(credential.rawId),
    type: credential.type,
    response,
    clientExtensionResults: credential.getClientExtensionResults(),
  };
}

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  words.textContent = "";
  try {
    const credential = await navigator.credentials[form.dataset.passkey](options());
    form.elements.credential.value = JSON.stringify(plain(credential));
    form.submit();
  } catch {
    words.textContent = "Your browser gave us no passkey. Try again, or use another way.";
  }
});
