package store

import (
	"testing"

	"github.com/cordon-zoom/cordon"
	"github.com/cordon-zoom/cordon/access"
)

// What is judged by group alone costs no walk, so it must never be judged wrong.
func TestWithin(t *testing.T) {
	see := func(read, edit cordon.Reach) access.Visibility {
		return peopleOf(t, map[cordon.Privilege]cordon.Reach{cordon.UserRead: read, cordon.UserEdit: edit}).Visibility()
	}
	all := cordon.Reach{Account: true}
	for _, test := range []struct {
		name string
		a, b access.Visibility
		want bool
	}{
		{"everyone in everyone", see(all, all), see(all, all), true},
		{"a group in everyone", see(reach("a"), all), see(all, all), true},
		{"nobody in everyone", access.Visibility{}, see(all, all), true},
		{"a group in itself", see(reach("a"), all), see(reach("a"), all), true},
		{"a group in two", see(reach("a"), all), see(reach("a", "b"), all), true},
		{"both in one", see(reach("a"), reach("b")), see(reach("b"), all), true},
		{"both in both", see(reach("a"), reach("b")), see(reach("b", "c"), reach("a")), true},
		{"self in a group", see(reach(), all), see(reach("a"), all), true},
		{"everyone in a group", see(all, all), see(reach("a"), all), false},
		{"two groups in one", see(reach("a", "b"), all), see(reach("a"), all), false},
		{"one in both", see(reach("a"), all), see(reach("a"), reach("b")), false},
		{"a group in self", see(reach("a"), all), see(reach(), all), false},
		{"a group in nobody", see(reach("a"), all), access.Visibility{}, false},
		{"nobody in nobody", access.Visibility{}, access.Visibility{}, false}, // either would do
	} {
		if got := within(test.a, test.b); got != test.want {
			t.Errorf("%s: %v", test.name, got)
		}
	}
}
