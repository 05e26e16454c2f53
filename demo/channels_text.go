package demo

// What people write: each entry is a thread, the first line and the replies.
var (
	generalTalk = [][]string{
		{"Good morning everybody, the lift in building B is out of order until noon.", "Thanks for the warning, carrying the samples up the stairs then."},
		{"The canteen has the lentil soup again 🎉", "On my way."},
		{"All-hands is on Thursday. Questions for the panel go into the form by Wednesday."},
		{"Somebody left a green umbrella in the meeting room by the entrance.", "That is mine, thank you!"},
		{"Welcome to everyone who starts this week!", "Welcome!", "Great to have you here."},
		{"Fire drill tomorrow at ten. Please use the stairs and meet at the big oak."},
		{"New badges are ready at reception.", "Until what time?", "Six in the evening."},
		{"Please log off the old VPN before Friday, it will be switched off.", "Done. The new one is faster, too."},
		{"Does anybody have a USB-C adapter to lend for an hour?", "Third drawer in the supply room."},
		{"The summer party has a date: put the first Friday of the month in your calendars."},
	}
	workTalk = [][]string{
		{"Numbers for last month are in the shared folder.", "Thanks, looking at them now.", "The second sheet still has last year's exchange rate.", "Fixed."},
		{"I moved our review to 14:00 because of the customer call.", "Fine with me."},
		{"Who can take over the on-call phone on Saturday?", "I can, if somebody takes my Tuesday.", "Deal."},
		{"The draft is ready for comments until Thursday.", "Left a few in chapter two."},
		{"Calibration of the new batch passed on the first run.", "Excellent!"},
		{"Reminder: travel expenses before the end of the month."},
		{"The customer asked for the certificate again. Where do we keep the signed copy?", "In the archive under the order number."},
		{"Build is green again.", "What was it?", "A time zone, as always."},
		{"Stand-up notes are in the document. Two points are open, both waiting for Legal."},
		{"Can we get ten more minutes on the agenda for the supplier question?", "I will shorten mine."},
		{"Parts for the prototype arrive on Monday.", "Then we can start on Tuesday morning."},
		{"The slides for Thursday have a new cover. Please do not use the old one."},
	}
	chatTalk = [][]string{
		{"Do you have five minutes?", "In half an hour, yes.", "Perfect, I will call you."},
		{"Thanks for stepping in yesterday.", "Any time."},
		{"Could you have a look at my mail from this morning?", "Answered it just now.", "Thank you!"},
		{"Lunch at half past twelve?", "Make it one and I am in."},
		{"I sent you the contract for signature.", "Got it, will do today."},
		{"Are you still in the meeting?", "Running over, ten more minutes.", "No hurry."},
		{"Which of the two offers do you prefer?", "The second one, for the longer warranty."},
		{"Your parcel is with me.", "Great, I will pick it up."},
	}
)
