"""Who may open what: the access matrix (design/reliability.md, section 6) as data, a row a route.

A new address needs a row here; `tests/test_access_walk.py` then walks it as everybody, with what
belongs to their own school and to another one, and with a form sent where the page takes one.
"""

from dataclasses import dataclass, field

# Everybody who walks, by what they are. The names of people: tests/access_world.py.
AT_SCHOOL = frozenset(
    [
        "learner",
        "owner",
        "newcomer",
        "volunteer",
        "office",
        "deputy",
        "dsl",
        "head",
        "governor",
        "trust_lead",
        "editor",
    ]
)
ANYBODY = AT_SCHOOL | {"nobody"}  # a leaver's browser is signed out wherever it knocks
NO_ONE: frozenset[str] = frozenset()

# The columns of the matrix that give a right to look at others or to change what holds for them.
LEADS = frozenset({"deputy", "dsl", "head"})  # others' status (s) and detail (d); rules (w)
SEE_OTHERS = LEADS | {"trust_lead", "editor"}  # after a second factor only
SEE_STAFF_FILE = LEADS | {"office"}  # preview of an import
SEE_STAFF = SEE_STAFF_FILE | {"trust_lead"}  # staff list (view)
KEEP_STAFF = frozenset({"office", "dsl", "head"})  # staff list (w)
WITNESS = LEADS | {"office"}  # at the desk (w), and who may start
SECOND_PERSON = frozenset({"dsl", "head", "trust_lead"})
FOR_THE_TRUST = frozenset({"trust_lead"})  # schools, never people
SEE_LOOKS = frozenset({"dsl", "head"})  # access log (view)
EDIT = frozenset({"dsl", "editor"})  # drafts (w)
PUBLISH = frozenset({"dsl"})  # leads who hold the right to publish as well
DOCUMENTS = frozenset({"dsl", "head"})  # a policy's edition is theirs to approve (w)


@dataclass(frozen=True, kw_only=True)
class Row:
    """What a route asks of its reader.

    `who`: who may, at the school whose it is; `owner`: the person whose it is may as well.
    `at`: the address's parts, and `sends`: a form's fields, each by the name of something in
    `access_world.Side`, or as they are after "=". A route without `sends` takes no form.
    `presses`: who of them may send the form, where it is fewer.
    `names`: people of the school may be named on it to those who lead nobody.
    """

    who: frozenset[str]
    owner: bool = False
    at: dict[str, str] = field(default_factory=dict)
    sends: dict[str, str] | None = None
    presses: frozenset[str] | None = None
    names: bool = False
    opens: bool = True  # whether it can be opened, not only sent
    writes: bool = False  # whether opening it may write something down
    looks: bool = False  # whether it shows so much of somebody that looking is written down (T21)
    in_trust: bool = False  # those of a school of the same trust may as well
    refuses: tuple[int, ...] = (404,)
    answers: tuple[int, ...] = (200,)


PERSON, SLUG = {"ref": "person"}, {"slug": "document"}
POST, LEAVE = PERSON | {"post": "post"}, PERSON | {"leave": "leave"}
POLICY = {"slug": "=child-protection"}
NO_SCHOOL = (403,)  # signed in, with no post anywhere: the page says so

ROUTES: dict[str, Row] = {
    # The door.
    "healthz": Row(who=ANYBODY),
    "home": Row(who=ANYBODY, answers=(200, 302)),
    "accessibility": Row(who=ANYBODY),
    "privacy": Row(who=ANYBODY),
    "left": Row(who=ANYBODY),
    "brand": Row(who=ANYBODY, at={"urn": "urn", "digest": "brand"}),
    "crest": Row(who=ANYBODY, at={"urn": "urn", "digest": "crest"}),
    "welcome": Row(
        who=ANYBODY,
        at={"ref": "invited", "token": "invitation"},
        sends={},
        names=True,
        answers=(200, 302),
    ),
    "demo": Row(who=NO_ONE),
    "step_in": Row(who=NO_ONE, sends={"ref": "person"}, opens=False),
    "demo_outbox": Row(who=NO_ONE),
    # Signing in. Who is signed in is sent on; who is not, to the first page.
    "account_login": Row(who=ANYBODY, sends={}, answers=(200, 302)),
    "account_request_login_code": Row(who=ANYBODY, sends={}, answers=(200, 302)),
    "mfa_login_webauthn": Row(who=NO_ONE, sends={}, refuses=(302,)),
    "mfa_authenticate": Row(who=NO_ONE, sends={}, refuses=(302,)),
    "mfa_reauthenticate": Row(who=NO_ONE, sends={}, refuses=(302, 403)),
    "mfa_reauthenticate_webauthn": Row(who=NO_ONE, sends={}, refuses=(302, 403)),
    "code_again": Row(who=AT_SCHOOL, sends={}, refuses=(403,)),
    "mfa_index": Row(who=AT_SCHOOL),
    "second_factor": Row(who=AT_SCHOOL, answers=(200, 302)),
    "usersessions_list": Row(who=AT_SCHOOL, sends={}, opens=False),
    "mfa_add_webauthn": Row(who=AT_SCHOOL, sends={}),
    "mfa_list_webauthn": Row(who=ANYBODY, answers=(302,)),
    "mfa_remove_webauthn": Row(who=NO_ONE, at={"pk": "=1"}, sends={}),
    "mfa_activate_totp": Row(who=AT_SCHOOL, sends={}),
    "mfa_deactivate_totp": Row(who=NO_ONE, sends={}),
    "mfa_view_recovery_codes": Row(who=NO_ONE),
    "mfa_generate_recovery_codes": Row(who=AT_SCHOOL, sends={}),
    "lost_factors": Row(who=SECOND_PERSON, names=True),
    "reset_factor": Row(who=SECOND_PERSON, at={"ref": "person"}, sends={}, names=True),
    # One's own.
    "my_training": Row(who=AT_SCHOOL),
    "choose_school": Row(who=AT_SCHOOL, sends={"school": "urn"}, opens=False),
    "my_certificates": Row(who=AT_SCHOOL, writes=True),
    "certificate": Row(looks=True, who=LEADS, owner=True, at={"number": "certificate"}),
    "certificate_pdf": Row(looks=True, who=LEADS, owner=True, at={"number": "certificate"}),
    "evidence": Row(looks=True, who=LEADS, owner=True, at={"digest": "evidence"}),
    "who_looked": Row(who=AT_SCHOOL),
    "verify_form": Row(who=ANYBODY),
    "verify": Row(who=ANYBODY, at={"number": "certificate"}, names=True),
    "reflections": Row(who=AT_SCHOOL),
    "reflections_copy": Row(who=AT_SCHOOL),
    "reflection": Row(who=NO_ONE, owner=True, at={"pk": "reflection"}, sends={}),
    "reflection_delete": Row(
        who=NO_ONE, owner=True, at={"pk": "reflection"}, sends={}, opens=False, refuses=(302,)
    ),
    # Reading and learning.
    "search": Row(who=AT_SCHOOL),
    "module": Row(who=AT_SCHOOL, at={"slug": "module"}),
    "ask_conversation": Row(who=AT_SCHOOL, at={"slug": "module"}, sends={}),
    "module_newest": Row(who=AT_SCHOOL, at={"slug": "module"}, sends={}, opens=False),
    "quiz": Row(who=AT_SCHOOL, at={"slug": "module"}, sends={}),
    "module_file": Row(who=AT_SCHOOL, at={"slug": "module", "digest": "file"}),
    "quiz_result": Row(who=NO_ONE, owner=True, at={"slug": "module", "pk": "attempt"}),
    "lesson": Row(who=AT_SCHOOL, at={"slug": "module", "lesson": "=who"}, sends={}),
    "scenario": Row(who=AT_SCHOOL, at={"slug": "scenario"}),
    "scenario_story": Row(who=AT_SCHOOL, at={"slug": "scenario"}, sends={}, writes=True),
    "scenario_debrief": Row(who=AT_SCHOOL, at={"slug": "scenario"}, answers=(200, 302)),
    "policy": Row(who=AT_SCHOOL, at=POLICY, sends={}, refuses=NO_SCHOOL),
    "policy_ask": Row(who=AT_SCHOOL, at=POLICY, sends={}, refuses=NO_SCHOOL),
    "policy_decline": Row(who=AT_SCHOOL, at=POLICY, sends={}, refuses=NO_SCHOOL),
    "policy_signed": Row(who=AT_SCHOOL, at=POLICY, refuses=NO_SCHOOL, answers=(200, 302)),
    "policy_edition": Row(who=AT_SCHOOL, at=POLICY | {"number": "=1"}, refuses=NO_SCHOOL),
    "edition_since": Row(
        who=AT_SCHOOL, at=POLICY | {"number": "=2", "before": "=1"}, refuses=NO_SCHOOL
    ),
    "policy_pdf": Row(who=NO_ONE, at=POLICY | {"digest": "pdf"}, refuses=(404, 403)),
    "document": Row(who=AT_SCHOOL, at=SLUG, sends={}, refuses=(404, 403)),
    "document_ask": Row(who=AT_SCHOOL, at=SLUG, sends={}, refuses=(404, 403)),
    "document_decline": Row(who=AT_SCHOOL, at=SLUG, sends={}, refuses=(404, 403)),
    "document_signed": Row(who=AT_SCHOOL, at=SLUG, refuses=(404, 403, 302), answers=(200, 302)),
    "document_edition": Row(
        who=AT_SCHOOL, at=SLUG | {"number": "=1"}, in_trust=True, refuses=(404, 403)
    ),
    "document_pdf": Row(
        who=AT_SCHOOL, at=SLUG | {"digest": "pdf"}, in_trust=True, refuses=(404, 403)
    ),
    # Others' standing, for those who lead.
    "our_school": Row(who=LEADS),
    "conversations": Row(who=LEADS, sends={}),
    "matrix_csv": Row(looks=True, who=LEADS),
    "matrix_xlsx": Row(looks=True, who=LEADS),
    "over_time": Row(who=LEADS),
    "in_figures": Row(who=LEADS | {"governor"}),  # counts only (agg)
    "remind": Row(who=LEADS, sends={"person": "person"}),
    "reminders_of_day": Row(who=LEADS, at={"day": "today"}),
    "export_certificates": Row(who=LEADS, sends={"people": "person", "download": "=1"}),
    "our_schools": Row(who=FOR_THE_TRUST),
    # Another person's detail.
    "person_at_school": Row(looks=True, who=LEADS, at=PERSON),
    "choose_conversation": Row(looks=True, who=LEADS, at=PERSON),
    "hold_conversation": Row(looks=True, who=LEADS, at=PERSON | {"slug": "module"}, sends={}),
    "put_right": Row(looks=True, who=LEADS, at=PERSON),
    "make_void": Row(looks=True, who=LEADS, at=PERSON | {"pk": "record"}, sends={}),
    "attach": Row(looks=True, who=LEADS, at=PERSON | {"pk": "record"}, sends={}),
    "excuse": Row(looks=True, who=LEADS, at=PERSON, sends={}),
    "end_excuse": Row(looks=True, who=LEADS, at=PERSON | {"exemption": "exemption"}, sends={}),
    "school_looks": Row(who=SEE_LOOKS),
    # What the school asks, and what takes two people.
    "requirements": Row(who=LEADS),
    "add_requirement": Row(who=LEADS, sends={}),
    "bundles": Row(who=LEADS),
    "bundle": Row(who=LEADS, at={"slug": "=all-staff"}, sends={}),
    "requirement": Row(who=LEADS, at={"slug": "requirement"}),
    "change_requirement": Row(who=LEADS, at={"slug": "requirement"}, sends={}),
    "end_requirement": Row(who=LEADS, at={"slug": "requirement"}, sends={}),
    "approvals": Row(who=LEADS),
    "approval": Row(looks=True, who=LEADS, at={"ref": "proposal"}, sends={"step": "=approve"}),
    "bring_in": Row(who=LEADS, sends={}),
    # The staff list.
    "import_staff": Row(who=SEE_STAFF_FILE, sends={}),
    "import_preview": Row(
        who=SEE_STAFF_FILE, at={"digest": "staff_file"}, sends={}, presses=KEEP_STAFF, names=True
    ),
    "waiting_posts": Row(who=SECOND_PERSON, names=True),
    "decide_post": Row(
        who=SECOND_PERSON, at={"ref": "waiting"}, sends={"verdict": "=declined"}, opens=False
    ),
    # The desk. What a session that a witness let in may open: tests/people/test_desk.py.
    "card": Row(who=AT_SCHOOL),
    "pocket_card": Row(who=AT_SCHOOL),
    "desk": Row(who=ANYBODY, sends={}, answers=(200, 302)),
    "desk_who": Row(who=ANYBODY, at={"code": "desk_code"}, sends={}, answers=(200, 302)),
    "desk_again": Row(who=ANYBODY, sends={}, opens=False),
    "desk_wait": Row(who=ANYBODY, sends={}, answers=(302,)),
    "desk_wait_now": Row(who=ANYBODY),
    "desk_here": Row(who=ANYBODY, answers=(204,)),
    "desk_end": Row(who=AT_SCHOOL, sends={}, opens=False),
    "desk_done": Row(who=ANYBODY),
    "desk_over": Row(who=ANYBODY),
    "desk_list": Row(who=AT_SCHOOL, answers=(302,)),
    "front_desk": Row(who=WITNESS, names=True),
    "front_desk_waiting": Row(who=WITNESS, names=True),
    "desk_card": Row(who=WITNESS),
    "desk_code": Row(who=WITNESS, sends={}, opens=False),
    "desk_yes": Row(
        who=WITNESS, at={"pk": "visit"}, sends={"person": "person"}, opens=False, names=True
    ),
    "desk_no": Row(who=WITNESS, at={"pk": "visit"}, sends={}, opens=False),
    "desk_end_visit": Row(who=WITNESS, at={"pk": "known"}, sends={}, opens=False),
    "school_details": Row(who=KEEP_STAFF, sends={}, names=True),
    "staff_list": Row(who=SEE_STAFF, names=True),
    "staff_person": Row(who=SEE_STAFF, at=PERSON, names=True),
    "add_somebody": Row(who=KEEP_STAFF, sends={}),
    "put_name_right": Row(who=KEEP_STAFF, at=PERSON, sends={}, names=True),
    "add_post": Row(who=KEEP_STAFF, at=PERSON, sends={}, names=True),
    "change_post": Row(who=KEEP_STAFF, at=POST, sends={}, names=True),
    "end_post": Row(who=KEEP_STAFF, at=POST, sends={}, names=True),
    "withdraw_post": Row(who=KEEP_STAFF, at=POST, sends={}, opens=False),
    "leave_school": Row(who=KEEP_STAFF, at=PERSON, sends={}, names=True),
    "add_leave": Row(who=KEEP_STAFF, at=PERSON, sends={}, names=True),
    "change_leave": Row(who=KEEP_STAFF, at=LEAVE, sends={}, names=True),
    "end_leave": Row(who=KEEP_STAFF, at=LEAVE, sends={}, names=True),
    "withdraw_leave": Row(who=KEEP_STAFF, at=LEAVE, sends={}, opens=False),
    "invite_all": Row(who=KEEP_STAFF, sends={"person": "person"}, names=True),
    "invitation": Row(who=KEEP_STAFF, at=PERSON, sends={}, names=True),
    "invitation_letter": Row(who=KEEP_STAFF, at=PERSON, names=True),
    "invitation_letters": Row(who=KEEP_STAFF, names=True),
    # Publishing and writing.
    "policy_register": Row(who=SEE_STAFF_FILE),
    "policy_kept": Row(who=LEADS, at=POLICY),
    "policy_evidence_csv": Row(looks=True, who=LEADS, at=SLUG),
    "policy_evidence_xlsx": Row(looks=True, who=LEADS, at=SLUG),
    "policy_answer": Row(
        looks=True, who=LEADS, at=SLUG | {"pk": "word"}, sends={"words": "=Ask me."}
    ),
    "sign_sheet": Row(who=SEE_STAFF_FILE, at=SLUG, names=True),
    "enter_paper": Row(who=SEE_STAFF_FILE, at=SLUG, sends={}, names=True),
    "publish_list": Row(who=LEADS),
    "publish_annex": Row(who=DOCUMENTS, at=POLICY, sends={}, refuses=(404, 403)),
    "publish_page": Row(who=PUBLISH, at={"pk": "page"}, sends={}, refuses=(404, 403)),
    "publish_document": Row(who=DOCUMENTS, at=SLUG, sends={}, refuses=(404, 403)),
    "library_picture": Row(
        who=EDIT, at={"pk": "=999999"}, answers=(404,)
    ),  # tests/courses/test_files
    "media": Row(who=EDIT, at={"path": "=images/a.png"}, answers=(404,)),
    "scenario_map": Row(who=EDIT, at={"slug": "draft"}),
    "scenario_proof": Row(who=EDIT, at={"slug": "draft"}, sends={}),
    "scenario_try": Row(who=EDIT, at={"slug": "draft"}),
    "questions": Row(who=LEADS | EDIT),
    "module_questions": Row(who=LEADS | EDIT, at={"slug": "module"}),
    "module_questions_csv": Row(who=LEADS | EDIT, at={"slug": "module"}),
    "school_scenarios": Row(who=LEADS),
    "school_scenario": Row(who=LEADS, at={"slug": "scenario"}, sends={"edition": "=1"}),
    "school_scenario_csv": Row(who=LEADS, at={"slug": "scenario"}),
    "school_scenario_briefing": Row(who=LEADS, at={"slug": "scenario"}),
}


@dataclass(frozen=True, kw_only=True)
class Form:
    """A form that names something: sent by `by` with what is theirs it does something; the same
    with another school's in `foreign` does nothing. Values as in `Row.sends`."""

    route: str
    by: str = "dsl"
    at: dict[str, str] = field(default_factory=dict)
    sends: dict[str, str]
    foreign: str


TODAY, LATER = "today", "next_week"
FORMS = [
    Form(route="remind", sends={"person": "person", "send": "=1"}, foreign="person"),
    Form(
        route="export_certificates",
        sends={"who": "=chosen", "people": "person", "item": "=", "download": "=1"},
        foreign="people",
    ),
    Form(
        route="excuse",
        at=PERSON,
        sends={
            "requirement": "requirement",
            "starts_on": TODAY,
            "ends_on": LATER,
            "reason": "=Ill.",
        },
        foreign="requirement",
    ),
    Form(route="choose_school", by="learner", sends={"school": "urn"}, foreign="school"),
    Form(route="conversations", sends={"ref": "conversation", "day": LATER}, foreign="ref"),
    Form(
        route="enter_paper",
        at=SLUG,
        sends={"edition": "=1", "on": TODAY, "people": "person"},
        foreign="people",
    ),
    Form(
        route="bring_in",
        sends={"step": "=declare", "text": "table_of_training", "reason": "=The old list."},
        foreign="text",
    ),
    Form(
        route="add_requirement",
        sends={
            "title": "=Fire drill",
            "item": "document",
            "roles": "=teacher",
            "first_due_days": "=0",
            "renewal": "=once",
            "window_days": "=0",
            "force": "=own",
            "source": "=Handbook",
            "applies_from": TODAY,
            "step": "=adopt",
        },
        foreign="item",
    ),
    Form(
        route="document",
        by="learner",
        at=SLUG,
        sends={"edition": "=1", "digest": "document_digest", "name": "=Imran Imranson"},
        foreign="digest",
    ),
]


@dataclass(frozen=True, kw_only=True)
class Others:
    """A set of addresses that are somebody else's code: who may come in, but for what is open."""

    who: frozenset[str]
    by: str = ""  # of those who may, who opens all of them: some take a while
    open: tuple[str, ...] = ()
    broken: tuple[str, ...] = ()  # made to fail


# By the module whose addresses are taken in (config/urls.py).
NAMESPACES: dict[str, Others] = {
    "allauth.account.urls": Others(who=ANYBODY),
    "wagtail.admin.urls": Others(
        who=EDIT,
        by="editor",
        open=("/admin/jsi18n/", "/admin/sprite/"),
        broken=("/admin/failwhale/",),
    ),
    "wagtail.documents.urls": Others(who=NO_ONE),
    "wagtail.urls": Others(who=NO_ONE),
}

# Doors of theirs that Inset does not use: shut for everybody, whatever they are.
SHUT = [
    "/accounts/signup/",
    "/accounts/password/change/",
    "/accounts/password/set/",
    "/accounts/password/reset/",
    "/accounts/email/",
    "/accounts/confirm-email/",
    "/accounts/3rdparty/",
    "/admin/password_reset/",
    "/admin/users/",
    "/admin/users/new/",
    "/admin/failwhale/",
    "/admin/account/change_password/",
    "/admin/account/change_email/",
]
