package demo

// What meetings are about, and what people say of them. No line names anybody.
var (
	sessionTopics = []string{"Weekly sync", "Design review", "Sprint planning", "Retrospective", "Budget review", "Customer call", "One on one", "Roadmap", "Incident review",
		"Interview", "Supplier check-in", "Calibration lab", "Release readiness", "Training session", "Quarterly planning"}
	heldWebinars  = []string{"What is new in the Aster range", "Calibrating in the field", "Measuring low currents", "Customer day", "Getting started with the bench kit"}
	pollQuestions = []string{"Shall we keep this slot?", "Is the plan realistic?", "Have you used the new bench kit?", "Do you want the slides?"}

	sessionQuestions = [][2]string{
		{"Will there be a recording?", "Yes, it will be in the shared folder by tomorrow."},
		{"When does this reach the other offices?", "After the pilot, probably next quarter."},
		{"Who signs this off?", "The department does, before the end of the month."},
		{"Does the old model still get updates?", "It does, for two more years."},
	}
	overviews = []string{
		"The team went through the open points and agreed on the order of work for the next two weeks.",
		"The numbers of the last month were compared with the plan; the difference comes from late deliveries.",
		"The first results look good. A second round of tests is to confirm them.",
		"Two proposals were compared. The simpler one was preferred, with a review after a month.",
		"Nobody objected to the date. The details are left to the working group.",
	}
	nextSteps  = []string{"Send the updated plan round", "Book the lab for the second test", "Ask the supplier for new dates", "Collect comments by Friday", "Prepare the figures for the next meeting"}
	complaints = []string{"The sound broke up several times.", "I could not see the shared screen at first.", "There was an echo."}

	givenNames  = []string{"Robin", "Ines", "Tomasz", "Mara", "Ivo", "Sanne", "Luca", "Petra", "Noor", "Emil", "Alba", "Jonas"}
	familyNames = []string{"Marsh", "Duarte", "Wolny", "Keller", "Costa", "Visser", "Moretti", "Novak", "Haddad", "Lind", "Ferrer", "Brandt"}
)

// kit is what somebody sits at.
type kit struct{ device, version, microphone, speaker, camera string }

var kits = []kit{
	{"Windows", "6.3.5.54827", "Microphone Array", "Speakers", "Integrated Camera"},
	{"Windows", "6.2.11.50939", "USB headset", "USB headset", "HD webcam"},
	{"Mac", "6.3.5.46533", "Built-in Microphone", "Built-in Output", "Built-in Camera"},
	{"Mac", "6.1.1.36333", "Wireless earbuds", "Wireless earbuds", "Built-in Camera"},
	{"iOS", "6.3.6.20170", "iPhone Microphone", "Speaker", "Front Camera"},
	{"Android", "6.3.4.25590", "Default", "Default", "Front Camera"},
	{"Phone", "", "", "", ""},
}
