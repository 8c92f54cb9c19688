from django.urls import path

from accounts.limits import export_limited
from teams.import_urls import import_urlpatterns
from teams.views import assignments, downloads, facts, grid, post_life, post_list, posts, sharing, team_changes, teams

urlpatterns = [
    path("teams/", teams.teams, name="teams"),
    path("teams.csv", export_limited(downloads.teams_csv), name="teams_csv"),
    path("teams.xlsx", export_limited(downloads.teams_xlsx), name="teams_xlsx"),
    path("teams/add/", teams.team_add, name="team_add"),
    path("teams/<int:pk>/", teams.team_edit, name="team_edit"),
    path("teams/<int:pk>/merge/", team_changes.team_merge, name="team_merge"),
    path("teams/<int:pk>/split/", team_changes.team_split, name="team_split"),
    path("teams/<int:pk>/remove/", team_changes.team_remove, name="team_remove"),
    path("posts/", post_list.posts, name="posts"),
    path("posts/list.csv", export_limited(downloads.posts_list_csv), name="posts_list_csv"),
    path("posts/list.xlsx", export_limited(downloads.posts_list_xlsx), name="posts_list_xlsx"),
    path("posts/grid/", grid.posts_grid, name="posts_grid"),
    path("posts/add/", posts.post_add, name="post_add"),
    path("posts/<int:pk>/", posts.post, name="post"),
    path("posts/<int:pk>/edit/", posts.post_edit, name="post_edit"),
    path("posts/<int:pk>/copy/", posts.post_copy, name="post_copy"),
    path("posts/<int:pk>/move/", post_life.post_move, name="post_move"),
    path("posts/<int:pk>/skills/", post_life.post_skills, name="post_skills"),
    path("posts/<int:pk>/close/", post_life.post_close, name="post_close"),
    path("posts/<int:pk>/reopen/", post_life.post_reopen, name="post_reopen"),
    path("facts/", facts.facts, name="facts"),
    path("representation/", facts.representation, name="representation"),
    path("representation/add/", facts.representation_add, name="representation_add"),
    path("representation/<int:pk>/", facts.representation_edit, name="representation_edit"),
    path("representation/<int:pk>/remove/", facts.representation_remove, name="representation_remove"),
    path("members/<int:pk>/teams/", assignments.member_teams, name="member_teams"),
    path("sharing/", sharing.sharing, name="sharing"),
    path("sharing/add/", sharing.share_offer, name="share_offer"),
    path("sharing/<int:pk>/", sharing.share, name="share"),
    path("sharing/<int:pk>/change/", sharing.share_change, name="share_change"),
    path("sharing/<int:pk>/end/", sharing.share_end, name="share_end"),
    path("sharing/<int:pk>/withdraw/", sharing.share_withdraw, name="share_withdraw"),
    path("sharing/offers/<int:pk>/", sharing.share_answer, name="share_answer"),
    *import_urlpatterns,
]
