package cordon

// MaxAssistantsPerCall is how many assistants one call may add, as published.
const MaxAssistantsPerCall = 30

// Errors about scheduling privilege. A hidden person cannot be found either.

// NoSuchAssistant is about a person whom a body names as an assistant.
func NoSuchAssistant(name string) *Error { return bad(200, "Can't find user %s.", name) }

// AlreadyAssistant is about one who is the user's assistant as it is.
func AlreadyAssistant(name string) *Error {
	return bad(200, "User %s has already granted scheduling privilege.", name)
}

// OwnAssistant is about a user who is to be their own assistant.
func OwnAssistant() *Error { return bad(200, "Can't assign scheduling privilege to yourself.") }
