package cordon

// SignIn is one line of the sign-in report: the Doc of KindSignIn. Whose it is,
// the record says.
type SignIn struct {
	Out     bool   `json:"out,omitempty"` // signed out
	IP      string `json:"ip"`
	Client  string `json:"client"` // "Browser", "Windows", "Mac", "iPhone" ...
	Version string `json:"version,omitempty"`
}

// Operation is one line of the admin activity report: the Doc of KindOperation.
// The record's owner did it, and nobody holds it: the text may name anybody.
type Operation struct {
	Action   string `json:"action"`   // "Add", "Update" ...
	Category string `json:"category"` // "user", "role" ..., as category_type takes them
	Detail   string `json:"detail"`
}
