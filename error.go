package cordon

import (
	"fmt"
	"net/http"
)

// Error is the one kind of failure a caller may see. It renders as Zoom's body
// {"code", "message", "errors"} under Status. Any other error is internal: it
// is logged with the tracking id and shown as nothing more.
type Error struct {
	Status  int    // HTTP status
	Code    int    // Zoom's own number, which often differs from Status
	Message string // shown to the caller
	Fields  []FieldError
	Reason  string // the true reason, for the log and the account's owner; never sent
}

// FieldError names one bad field of a request by its dotted path.
type FieldError struct {
	Field   string `json:"field"`
	Message string `json:"message"`
}

func (e *Error) Error() string {
	if e.Reason != "" {
		return fmt.Sprintf("%d/%d %s (%s)", e.Status, e.Code, e.Message, e.Reason)
	}
	return fmt.Sprintf("%d/%d %s", e.Status, e.Code, e.Message)
}

// Because returns a copy of e that carries the true reason.
func (e *Error) Because(format string, args ...any) *Error {
	c := *e
	c.Reason = fmt.Sprintf(format, args...)
	return &c
}

func bad(code int, format string, args ...any) *Error {
	return &Error{Status: http.StatusBadRequest, Code: code, Message: fmt.Sprintf(format, args...)}
}

func notFound(code int, format string, args ...any) *Error {
	return &Error{Status: http.StatusNotFound, Code: code, Message: fmt.Sprintf(format, args...)}
}

func conflict(code int, format string, args ...any) *Error {
	return &Error{Status: http.StatusConflict, Code: code, Message: fmt.Sprintf(format, args...)}
}

// Invalid is Zoom's validation error, code 300, naming the fields at fault.
func Invalid(fields ...FieldError) *Error {
	e := bad(300, "Validation Failed.")
	e.Fields = fields
	return e
}

// InvalidField is Invalid for one field.
func InvalidField(field, format string, args ...any) *Error {
	return Invalid(FieldError{Field: field, Message: fmt.Sprintf(format, args...)})
}

// BadRequest is a 300 with a text of its own.
func BadRequest(format string, args ...any) *Error { return bad(300, format, args...) }

// NoPermission is what a caller gets whose role does not allow the act.
func NoPermission(format string, args ...any) *Error {
	return bad(200, "No permission.").Because(format, args...)
}

// Errors that name something absent. A hidden thing reads the same.
func NoSuchUser(id string) *Error  { return notFound(1001, "User does not exist: %s.", id) }
func NoSuchGroup(id string) *Error { return notFound(4130, "A group with this %s does not exist.", id) }
func NoSuchMember() *Error         { return notFound(4131, "Group member does not exist.") }
func NoSuchRole(id string) *Error  { return bad(1034, "Role does not exist: %s.", id) }
func NoSuchApp(id string) *Error   { return notFound(1401, "APP ID does not exist: %s.", id) }

// Errors about a name that is taken by something the caller sees. Where it is
// taken by something hidden, the field reads as plain invalid instead.
func EmailTaken(email string) *Error {
	return conflict(1005, `Email "%s" has already been used.`, email)
}
func GroupNameTaken(name string) *Error {
	return conflict(4132, `The group name "%s" is already in use.`, name)
}
func RoleNameTaken(name string) *Error { return bad(1224, "Role name %s has already been used.", name) }

// BadPageToken is one answer for a page token that is forged, expired, or made
// for another query or credential.
func BadPageToken() *Error { return bad(300, "The next page token is invalid or expired.") }

// Unauthorized is a refused token: HTTP 401, code 124.
func Unauthorized(message string) *Error {
	return &Error{Status: http.StatusUnauthorized, Code: 124, Message: message}
}
