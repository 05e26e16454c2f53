package demo

import (
	"encoding/hex"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/cordon-zoom/cordon"
)

// channelMembers is how many people are in one channel at most.
const channelMembers = 100

// channels tells of the company's channels: one for all, one for each department
// and one for each project.
func (k *chronicle) channels() error {
	everybody := make([]int, len(k.People))
	byGroup := map[string][]int{}
	for i := range k.People {
		everybody[i] = i
		for _, g := range k.People[i].Groups {
			byGroup[g] = append(byGroup[g], i)
		}
	}
	if err := k.channel("general", cordon.PublicChannel, everybody, generalTalk); err != nil {
		return err
	}
	projectNames := map[string]bool{}
	for _, g := range extraGroups[len(extraGroups)-projects:] {
		projectNames[g[0]] = true
	}
	for _, g := range k.Groups {
		switch members := byGroup[g.ID]; {
		case slices.ContainsFunc(departments, func(d department) bool { return d.name == g.Name }):
			if err := k.channel(channelName(g.Name), cordon.PublicChannel, members, workTalk); err != nil {
				return err
			}
		case projectNames[g.Name]:
			if err := k.channel(channelName(g.Name), cordon.AccountChannel, members, workTalk); err != nil {
				return err
			}
		}
	}
	return nil
}

// channelName is a group's name as people write channels.
func channelName(group string) string { return strings.ReplaceAll(strings.ToLower(group), " ", "-") }

func (k *chronicle) channel(name string, channelType int, people []int, talk [][]string) error {
	people = k.some(people, channelMembers)
	if len(people) < 2 {
		return nil
	}
	now := k.now.Truncate(time.Second)
	ch := cordon.Channel{ID: k.hexID(), Name: name, Type: channelType, Created: now.Add(-past - time.Duration(k.IntN(700))*day), Settings: cordon.DefaultChannelSettings(channelType)}
	threads := 20
	if k.rich {
		threads = 45
	}
	messages := k.threads(people, now.Add(-60*day), threads, talk)
	holders := make([]string, len(people))
	for i, p := range people {
		holders[i] = k.People[p].ID
	}
	detail := cordon.ChannelDetail{}
	if len(holders) > 4 {
		detail.Admins = holders[1:3]
	}
	r := cordon.Record{Kind: cordon.KindChannel, ID: ch.ID, Time: messages[len(messages)-1].At, Owner: holders[0], Holders: holders, Doc: ch, Detail: detail}
	return k.saveTalk(&r, messages)
}

// some is at most so many of the people, spread over all of them, and whoever
// the demo shows off.
func (k *chronicle) some(people []int, most int) []int {
	if len(people) <= most {
		return people
	}
	var list []int
	for i, p := range people {
		if i%(len(people)/most+1) == 0 || k.featured(p) {
			list = append(list, p)
		}
	}
	return list
}

// threads makes up what people write to each other, in the order of time: a
// thread is one of talk, each line by somebody else.
func (k *chronicle) threads(people []int, from time.Time, n int, talk [][]string) []cordon.Message {
	var all []cordon.Message
	for i := range n {
		lines := choose(k, talk)
		first := k.IntN(len(people))
		if i < len(people) && k.featured(people[i]) {
			first = i // who is shown off has written something
		}
		at := k.workday(people[first], from, k.now.Add(-2*time.Hour)).Add(time.Duration(k.Int64N(int64(14 * time.Minute)))).Truncate(time.Millisecond)
		main := k.message(people[first], at, lines[0])
		if k.chance(30) {
			fan := people[k.IntN(len(people))]
			main.Reactions = []cordon.Reaction{{Emoji: choose(k, []string{"U+1F44D", "U+1F389", "U+2764", "U+1F600"}), From: []cordon.Person{k.person(fan)}}}
		}
		all = append(all, main)
		for j, line := range lines[1:] {
			at = at.Add(time.Minute + time.Duration(k.Int64N(int64(25*time.Minute)))).Truncate(time.Millisecond)
			reply := k.message(people[(first+j+1)%len(people)], at, line)
			reply.ReplyTo, reply.ReplyToAt = main.ID, main.At.UnixMilli()
			all = append(all, reply)
		}
	}
	slices.SortStableFunc(all, func(a, b cordon.Message) int { return a.At.Compare(b.At) })
	return all
}

func (k *chronicle) message(person int, at time.Time, text string) cordon.Message {
	return cordon.Message{ID: k.messageID(), From: k.person(person), Text: text, At: at, Status: cordon.NormalMessage}
}

// saveTalk saves a channel or chat, and what is written in it.
func (k *chronicle) saveTalk(r *cordon.Record, messages []cordon.Message) error {
	if err := k.save(r); err != nil {
		return err
	}
	for _, m := range messages {
		part := cordon.Record{Kind: cordon.KindMessage, ID: m.ID, Parent: r.ID, Time: m.At, Owner: m.From.User, Holders: []string{}, Doc: m}
		if err := k.save(&part); err != nil {
			return err
		}
	}
	return nil
}

// chats tells of what a person wrote to people who joined the company before
// them, so that no two have two chats.
func (k *chronicle) chats(person int) error {
	n := 0
	switch {
	case person == 0:
	case k.rich:
		n = 1 + k.IntN(3)
	case k.featured(person), k.chance(10):
		n = 1
	}
	met := map[int]bool{}
	for range n {
		other := k.IntN(person)
		if person == FeaturedHidden && len(met) == 0 {
			other = FeaturedVisible
		}
		if met[other] {
			continue
		}
		met[other] = true
		from := k.now.Add(-past)
		if k.featured(person) || k.featured(other) {
			from = k.now.Add(-lately)
		}
		messages := k.threads([]int{person, other}, from, 1+k.IntN(3), chatTalk)
		for i := range messages {
			messages[i].ReplyTo, messages[i].ReplyToAt = "", 0 // two people just answer
		}
		chat := cordon.Chat{ID: k.hexID(), People: []cordon.Person{k.person(person), k.person(other)}}
		r := cordon.Record{Kind: cordon.KindChat, ID: chat.ID, Time: messages[len(messages)-1].At, Owner: k.People[person].ID,
			Holders: []string{k.People[person].ID, k.People[other].ID}, Doc: chat}
		if err := k.saveTalk(&r, messages); err != nil {
			return err
		}
	}
	return nil
}

func (k *chronicle) hexID() string { return hex.EncodeToString(k.dice.Bytes(16)) }

func (k *chronicle) messageID() string {
	b := k.dice.Bytes(16)
	return strings.ToUpper(fmt.Sprintf("%x-%x-%x-%x-%x", b[:4], b[4:6], b[6:8], b[8:10], b[10:]))
}
