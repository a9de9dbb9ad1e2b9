"""The kinds of event that the Single View knows, each in words."""

KINDS: dict[str, str] = {
    "missing": "Missing: whereabouts not known",
    "away": "Away from placement without authorisation",
    "return_interview": "Return home interview",
    "referral": "Referral to children's social care",
    "assessment": "Child and family assessment",
    "factor": "Factor found at assessment",
    "plan_cin": "Child in need plan",
    "plan_cp": "Child protection plan",
    "care": "Period of being looked after",
    "placement": "Placement of a looked-after child",
    "section47": "Child protection enquiry (section 47)",
    "police_report": "Police report that names the child",
    "arrest": "Arrest",
    "victim": "Victim of a crime",
    "exclusion": "Suspension or exclusion from school",
    "attendance": "Attendance at school over a period, in per cent",
    "youth_justice": "Youth justice outcome or intervention",
    "health_attendance": "Attendance at emergency or sexual health services",
    "nrm": "Referral to the National Referral Mechanism",
    "notice": "Notice or order that protects the child",
}

CSC = "csc"
