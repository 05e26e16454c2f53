package oauth

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"strings"
	"time"

	"github.com/golang-jwt/jwt/v5"

	"github.com/cordon-zoom/cordon"
	"github.com/cordon-zoom/cordon/access"
)

// tokenClaims is what stands in a token. The short names are those seen in
// Zoom's (uid and aid are the user and account ids); sid, srv, agn and
// ugn are ours. Clients must take the token as opaque. The scopes themselves
// are not in it, only the revision of the app's scopes it was issued with.
type tokenClaims struct {
	Version   int    `json:"ver"`
	Issuer    string `json:"iss"`
	Audience  string `json:"aud"`
	User      string `json:"uid"`
	Account   string `json:"aid"`
	NotBefore int64  `json:"nbf"`
	Expires   int64  `json:"exp"`
	Issued    int64  `json:"iat"`
	ID        string `json:"jti"`
	Secret    string `json:"sid"`
	Scopes    int64  `json:"srv"`
	AppGen    int64  `json:"agn"`
	OwnerGen  int64  `json:"ugn"`
}

const (
	issuerPrefix = "zm:cid:"
	audience     = "https://oauth.zoom.us"
)

// jwt.Claims wants these; times are the decision's business, so the parser is
// told to check none of them.
func (c *tokenClaims) GetExpirationTime() (*jwt.NumericDate, error) { return nil, nil }
func (c *tokenClaims) GetIssuedAt() (*jwt.NumericDate, error)       { return nil, nil }
func (c *tokenClaims) GetNotBefore() (*jwt.NumericDate, error)      { return nil, nil }
func (c *tokenClaims) GetIssuer() (string, error)                   { return c.Issuer, nil }
func (c *tokenClaims) GetSubject() (string, error)                  { return c.User, nil }
func (c *tokenClaims) GetAudience() (jwt.ClaimStrings, error) {
	return jwt.ClaimStrings{c.Audience}, nil
}

// sign makes a token that says claims.
func (k *Keys) sign(ctx context.Context, c *access.Claims) (string, error) {
	keys, err := k.all(ctx)
	if err != nil {
		return "", err
	}
	claims, err := json.Marshal(&tokenClaims{
		Version: 9, Issuer: issuerPrefix + c.ClientID, Audience: audience,
		User: c.Owner, Account: c.Account, ID: c.ID, Secret: c.Secret, Scopes: c.Scopes, AppGen: c.AppGen, OwnerGen: c.OwnerGen,
		Issued: c.IssuedAt.Unix(), NotBefore: c.IssuedAt.Unix(), Expires: c.ExpiresAt.Unix(),
	})
	if err != nil {
		return "", err
	}
	signing := keys[0].header + "." + base64.RawURLEncoding.EncodeToString(claims)
	signature, err := jwt.SigningMethodHS512.Sign(signing, keys[0].Secret)
	return signing + "." + base64.RawURLEncoding.EncodeToString(signature), err
}

// header is the first part of every token that the key signs.
func header(key string) (string, error) {
	text, err := json.Marshal(map[string]string{"alg": jwt.SigningMethodHS512.Alg(), "kid": key, "typ": "JWT"})
	return base64.RawURLEncoding.EncodeToString(text), err
}

var parser = jwt.NewParser(jwt.WithValidMethods([]string{jwt.SigningMethodHS512.Alg()}), jwt.WithoutClaimsValidation())

// maxGenuine bounds how many tokens are remembered as genuine.
const maxGenuine = 4096

// maxToken is longer than any token of ours.
const maxToken = 4096

// Verify checks a token's signature and returns what it says. Whether that
// still holds is for access.Decide.
func (k *Keys) Verify(token string) (*access.Claims, error) {
	invalid := cordon.Unauthorized("Invalid access token.")
	if token == "" || len(token) > maxToken {
		return nil, invalid.Because("no token, or one that is too long")
	}
	if claims, ok := k.genuine.Load(token); ok {
		return claims.(*access.Claims), nil
	}
	var c tokenClaims
	_, err := parser.ParseWithClaims(token, &c, func(t *jwt.Token) (any, error) {
		id, _ := t.Header["kid"].(string)
		if secret, ok := k.byID(id); ok {
			return secret, nil
		}
		return nil, errors.New("signed with a key that is not known")
	})
	if err != nil {
		return nil, invalid.Because("%v", err)
	}
	client, ok := strings.CutPrefix(c.Issuer, issuerPrefix)
	if !ok || c.Audience != audience {
		return nil, invalid.Because("not a token of this issuer")
	}
	claims := &access.Claims{
		ID: c.ID, Account: c.Account, ClientID: client, Owner: c.User, Secret: c.Secret, Scopes: c.Scopes,
		AppGen: c.AppGen, OwnerGen: c.OwnerGen, IssuedAt: time.Unix(c.Issued, 0), ExpiresAt: time.Unix(c.Expires, 0),
	}
	if k.known.Add(1) > maxGenuine {
		k.genuine.Clear()
		k.known.Store(1)
	}
	k.genuine.Store(token, claims)
	return claims, nil
}
