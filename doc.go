// Package cordon holds the nouns of a Zoom account and their own rules: users,
// groups, roles, Server-to-Server OAuth apps. It imports no other package of
// this module; everything else imports it.
package cordon
