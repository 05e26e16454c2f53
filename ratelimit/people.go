package ratelimit

import "hash/maphash"

// maxPeople bounds the users and registrants that are counted for one account:
// anybody may register, under any address. Beyond it one is forgotten for each
// new one. It is about 2 MB.
const maxPeople = 100_000

// act is what is counted of a person: what was done, to whom, in which meeting.
type act struct{ what, whom, meeting string }

// Host counts a meeting or webinar that is created or updated for a host, and
// says whether that is within the day's limit.
func (l *Limiter) Host(accountID, userID string) bool {
	return l.person(accountID, act{"host", userID, ""}, HostWrites)
}

// Registration counts a registration for a meeting or webinar.
func (l *Limiter) Registration(accountID, meeting, email string) bool {
	return l.person(accountID, act{"registration", email, meeting}, Registrations)
}

// RegistrantStatus counts a change of a registrant's status.
func (l *Limiter) RegistrantStatus(accountID, meeting, registrant string) bool {
	return l.person(accountID, act{"status", registrant, meeting}, RegistrantMoves)
}

func (l *Limiter) person(accountID string, what act, most uint8) bool {
	key := maphash.Comparable(l.seed, what)
	l.mu.Lock()
	defer l.mu.Unlock()
	a := l.account(accountID, l.clock().Unix())
	if a.people == nil {
		a.people = make(map[uint64]uint8)
	}
	if a.people[key] >= most {
		return false
	}
	if len(a.people) >= maxPeople && a.people[key] == 0 {
		for other := range a.people {
			delete(a.people, other)
			break
		}
	}
	a.people[key]++
	return true
}
