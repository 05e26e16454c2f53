package portal

import (
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"github.com/cordon-zoom/cordon"
)

// wanted is what the form asks for, with the names filled in that were left
// empty. A preview is marked with it.
type wanted struct {
	NewGroup    bool
	GroupName   string   // of a new one
	Emails      []string // of its members
	RoleName    string
	Bundles     []string // keys, in their order
	NewUser     bool
	Email       string
	First, Last string // of a new one
	AppName     string
}

// maxWho is the longest name that the others are made of, in characters: what
// is made of it fits everywhere.
const maxWho = 40

// wanted reads the form. All that is wrong with it is told at once.
func (a *act) wanted() (w wanted, err error) {
	var bad faults
	who := a.line("who", maxWho, &bad)
	if err := bad.err(); err != nil {
		return w, err // or all that is made of it would be wrong too
	}
	unnamed := false
	name := func(field, suffix string, most int) (s string) {
		if s = a.value(field); s == "" && who != "" {
			s = who + suffix
		}
		if unnamed = unnamed || s == ""; s != "" {
			bad.check(cordon.CheckName(field, s, most))
		}
		return s
	}
	if w.NewGroup = a.value("group_kind") != "existing"; w.NewGroup {
		w.GroupName = name("new_group", " users", cordon.MaxGroupName)
		w.Emails = addresses(a.values.Get("emails"))
		switch {
		case len(w.Emails) > maxPasted:
			bad.add("emails", "Paste at most %s addresses at a time.", number(maxPasted))
		case len(w.Emails) == 0 && a.value("emails") != "":
			bad.add("emails", "There is no e-mail address in this.")
		}
	} else if a.value("group")+a.value("group_name") == "" {
		bad.add("group", "Choose a group.")
	}
	w.RoleName = name("role_name", " role", cordon.MaxRoleName)
	if w.NewUser = a.value("user_kind") != "existing"; w.NewUser {
		w.First = name("first_name", "", cordon.MaxPersonName)
		if w.Last = a.line("last_name", cordon.MaxPersonName, &bad); w.Last == "" {
			w.Last = "Service"
		}
		if w.Email = a.value("email"); w.Email == "" && who != "" {
			_, domain, _ := strings.Cut(a.Email, "@")
			w.Email = "svc-" + slug(who) + "@" + domain
		}
		if unnamed = unnamed || w.Email == ""; w.Email != "" {
			bad.check(cordon.CheckEmail("email", w.Email))
		}
	} else {
		w.Email = a.value("existing_email")
		bad.check(cordon.CheckEmail("existing_email", w.Email))
	}
	w.AppName = name("app_name", " app", cordon.MaxAppName)
	if unnamed {
		bad.add("who", "Type a name here, or fill in each name and address below.")
	}
	w.Bundles = a.bundles(&bad)
	return w, bad.err()
}

func (f *faults) check(e *cordon.Error) {
	if e != nil {
		*f = append(*f, e.Fields...)
	}
}

// bundles are the keys of those that were ticked, and of those that are always.
func (a *act) bundles(bad *faults) (keys []string) {
	ticked := a.ticked("bundle")
	for _, b := range bundles {
		i := slices.Index(ticked, b.Key)
		if i >= 0 {
			ticked = slices.Delete(ticked, i, i+1)
		}
		if i >= 0 || b.Always {
			keys = append(keys, b.Key)
		}
	}
	if len(ticked) > 0 {
		bad.add("bundle", "There is no such choice.")
	}
	return keys
}

// slug is a name as a part of an address: that of "Ärzte & Co" is "arzte-co".
func slug(name string) string {
	var b strings.Builder
	for _, r := range norm.NFKD.String(strings.ToLower(name)) {
		switch {
		case r >= 'a' && r <= 'z', r >= '0' && r <= '9':
			b.WriteRune(r)
		case !unicode.Is(unicode.Mn, r) && b.Len() > 0 && !strings.HasSuffix(b.String(), "-"):
			b.WriteByte('-')
		}
	}
	if s := strings.Trim(b.String(), "-"); s != "" {
		return s
	}
	return "credential"
}
