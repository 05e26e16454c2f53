package zoomapi_test

import (
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/golang-jwt/jwt/v5"

	"github.com/cordon-zoom/cordon/internal/world"
	"github.com/cordon-zoom/cordon/oauth"
)

func TestBadPageTokens(t *testing.T) {
	tr := newTroupe(t)
	other := tr.NewAccount("Other", "owner@other.example")
	tr.token["other"] = tr.Token(other.App)
	tr.token["owner2"] = tr.token["owner"]
	a := tr.ok("owner POST /marketplace/apps", app(`"active":true,"scopes":["user:read:admin","group:read:admin"]`))
	var made struct {
		Credentials struct {
			ID     string `json:"client_id"`
			Secret string `json:"client_secret"`
		} `json:"production_credentials"`
	}
	a.JSON(t, &made)
	tr.token["sibling"] = tr.Token(world.Credentials{AccountID: tr.Account.ID, ClientID: made.Credentials.ID, ClientSecret: made.Credentials.Secret})

	next := nextPage(tr.ok("owner GET /users?page_size=2"))
	if next == "" {
		t.Fatal("no second page")
	}
	flipped := []byte(next)
	flipped[len(flipped)/2] ^= 1
	const want = `{"code":300,"message":"The next page token is invalid or expired."}`
	for name, call := range map[string]string{
		"forged":               "owner GET /users?page_size=2&next_page_token=" + strings.Repeat("A", len(next)),
		"one letter":           "owner GET /users?page_size=2&next_page_token=A",
		"not base64":           "owner GET /users?page_size=2&next_page_token=%21%21",
		"truncated":            "owner GET /users?page_size=2&next_page_token=" + next[:len(next)-1],
		"longer":               "owner GET /users?page_size=2&next_page_token=" + next + "A",
		"flipped":              "owner GET /users?page_size=2&next_page_token=" + string(flipped),
		"another page size":    "owner GET /users?page_size=3&next_page_token=" + next,
		"no page size":         "owner GET /users?next_page_token=" + next,
		"another status":       "owner GET /users?page_size=2&status=inactive&next_page_token=" + next,
		"a role":               "owner GET /users?page_size=2&role_id=2&next_page_token=" + next,
		"more fields":          "owner GET /users?page_size=2&include_fields=host_key&next_page_token=" + next,
		"another operation":    "owner GET /groups?page_size=2&next_page_token=" + next,
		"another path":         "owner GET /groups/{seen}/members?page_size=2&next_page_token=" + next,
		"roles":                "owner GET /roles/2/members?page_size=2&next_page_token=" + next,
		"another credential":   "sibling GET /users?page_size=2&next_page_token=" + next,
		"a restricted one":     "vendor GET /users?page_size=2&next_page_token=" + next,
		"another account":      "other GET /users?page_size=2&next_page_token=" + next,
		"a thousand letters":   "owner GET /users?page_size=2&next_page_token=" + strings.Repeat("A", 1000),
		"ten thousand letters": "owner GET /users?page_size=2&next_page_token=" + strings.Repeat("A", 10000),
		"a bearer token":       "owner GET /users?page_size=2&next_page_token=" + tr.token["owner"],
	} {
		a := tr.want(400, 300, call)
		zoomShaped(t, a)
		if string(a.Body) != want {
			t.Errorf("%s: got %s, want %s", name, a.Body, want)
		}
	}
	tr.want(200, 0, "owner GET /users?page_size=2&next_page_token="+next)
	tr.want(200, 0, "owner2 GET /users?next_page_token="+next+"&page_size=2") // the order of parameters does not matter
	mine := nextPage(tr.ok("vendor GET /groups/{seen}/members?page_size=1"))
	tr.want(400, 300, "owner GET /groups/{seen}/members?page_size=1&next_page_token="+mine)
	tr.want(400, 300, "vendor GET /groups/{seen}/members?page_size=2&next_page_token="+mine)

	// 15 minutes, and another token of the same credential is as good.
	tr.Clock.Move(15 * time.Minute)
	tr.want(200, 0, "owner GET /users?page_size=2&next_page_token="+next)
	tr.token["owner"] = tr.OwnerToken()
	tr.want(200, 0, "owner GET /users?page_size=2&next_page_token="+next)
	tr.Clock.Move(time.Minute)
	a = tr.want(400, 300, "owner GET /users?page_size=2&next_page_token="+next)
	if string(a.Body) != want {
		t.Errorf("expired: %s", a.Body)
	}
	tr.Clock.Move(-time.Minute)
	tr.want(200, 0, "owner GET /users?page_size=2&next_page_token="+next)
	// It outlives a restart, as an access token does.
	tr.Close()
	tr.Open()
	tr.want(200, 0, "owner GET /users?page_size=2&next_page_token="+next)
}

func TestGarbledAuthorization(t *testing.T) {
	tr := newTroupe(t)
	token := tr.token["owner"]
	parts := strings.Split(token, ".")
	for name, header := range map[string][]string{
		"none": nil, "empty": {""}, "scheme only": {"Bearer"}, "scheme and space": {"Bearer "}, "no scheme": {token}, "basic": {"Basic " + token}, "quoted": {`Bearer "` + token + `"`},
		"comma": {"Bearer " + token + ","}, "two tokens": {"Bearer " + token + " " + token}, "token=": {"Bearer token=" + token}, "NUL": {"Bearer \x00" + token}, "Bearer Bearer": {"Bearer Bearer " + token},
		"cut": {"Bearer " + token[:len(token)-5]}, "two parts": {"Bearer " + parts[0] + "." + parts[1]}, "no signature": {"Bearer " + parts[0] + "." + parts[1] + "."}, "no header": {"Bearer ." + parts[1] + "." + parts[2]},
		"four parts": {"Bearer " + token + ".x"}, "dots": {"Bearer ..."}, "null": {"Bearer null"}, "undefined": {"Bearer undefined"}, "long": {"Bearer " + strings.Repeat("a", 1<<20)},
		"upper case": {"Bearer " + strings.ToUpper(token)}, "tab": {"Bearer\t" + token}, "negotiate": {"Negotiate x"}, "first of two is bad": {"Bearer x", "Bearer " + token}, "non-ASCII": {"Bearer é"},
	} {
		req := httptest.NewRequest("GET", "/v2/users", nil)
		if header != nil {
			req.Header["Authorization"] = header
		}
		a := tr.Send(req)
		zoomShaped(t, a)
		if a.Status != 401 || string(a.Body) != `{"code":124,"message":"Invalid access token."}` {
			t.Errorf("%s: got %d %s", name, a.Status, a.Body)
		}
	}
	for _, scheme := range []string{"Bearer ", "bearer ", "BEARER ", "Bearer  "} {
		req := httptest.NewRequest("GET", "/v2/users", nil)
		req.Header.Set("Authorization", scheme+token)
		if a := tr.Send(req); a.Status != 200 {
			t.Errorf("%q: got %d %s", scheme, a.Status, a.Body)
		}
	}
	// Nowhere but in the header.
	req := httptest.NewRequest("GET", "/v2/users?access_token="+token, nil)
	if a := tr.Send(req); a.Status != 401 {
		t.Errorf("token in the query: got %d", a.Status)
	}
}

// TestForgedTokens signs tokens in every way but the right one.
func TestForgedTokens(t *testing.T) {
	tr := newTroupe(t)
	other := tr.NewAccount("Other", "owner@other.example")
	keys, err := tr.DB.SigningKeys(t.Context(), oauth.RotateKeys)
	if err != nil {
		t.Fatal(err)
	}
	key := keys[0]
	genuine := func() jwt.MapClaims {
		var c jwt.MapClaims
		if _, _, err := jwt.NewParser().ParseUnverified(tr.token["owner"], &c); err != nil {
			t.Fatal(err)
		}
		return c
	}
	sign := func(method jwt.SigningMethod, kid, secret any, c jwt.MapClaims) string {
		tok := jwt.NewWithClaims(method, c)
		if kid != nil {
			tok.Header["kid"] = kid
		}
		s, err := tok.SignedString(secret)
		if err != nil {
			t.Fatal(err)
		}
		return s
	}
	with := func(name string, value any) jwt.MapClaims {
		c := genuine()
		c[name] = value
		return c
	}
	without := func(name string) jwt.MapClaims {
		c := genuine()
		delete(c, name)
		return c
	}
	good := func(c jwt.MapClaims) string { return sign(jwt.SigningMethodHS512, key.ID, key.Secret, c) }

	tr.token["same"] = good(genuine())
	tr.want(200, 0, "same GET /users")

	const invalid, expired = `{"code":124,"message":"Invalid access token."}`, `{"code":124,"message":"Access token is expired."}`
	now := tr.Clock.Now()
	for name, c := range map[string]struct{ token, want string }{
		"alg none":                   {sign(jwt.SigningMethodNone, key.ID, jwt.UnsafeAllowNoneSignatureType, genuine()), invalid},
		"alg none without a kid":     {sign(jwt.SigningMethodNone, nil, jwt.UnsafeAllowNoneSignatureType, genuine()), invalid},
		"HS256, our key":             {sign(jwt.SigningMethodHS256, key.ID, key.Secret, genuine()), invalid},
		"HS384, our key":             {sign(jwt.SigningMethodHS384, key.ID, key.Secret, genuine()), invalid},
		"HS512, another key":         {sign(jwt.SigningMethodHS512, key.ID, []byte("guess"), genuine()), invalid},
		"HS512, the key id as key":   {sign(jwt.SigningMethodHS512, key.ID, []byte(key.ID), genuine()), invalid},
		"HS512, an empty key":        {sign(jwt.SigningMethodHS512, key.ID, []byte{}, genuine()), invalid},
		"unknown key id":             {sign(jwt.SigningMethodHS512, "unknown", key.Secret, genuine()), invalid},
		"empty key id":               {sign(jwt.SigningMethodHS512, "", key.Secret, genuine()), invalid},
		"no key id":                  {sign(jwt.SigningMethodHS512, nil, key.Secret, genuine()), invalid},
		"key id is a number":         {sign(jwt.SigningMethodHS512, 1, key.Secret, genuine()), invalid},
		"key id is a path":           {sign(jwt.SigningMethodHS512, "../../dev/null", []byte{}, genuine()), invalid},
		"another account":            {good(with("aid", other.ID)), invalid},
		"no account":                 {good(without("aid")), invalid},
		"another user":               {good(with("uid", tr.ids["ann"])), invalid},
		"another account's app":      {good(with("iss", "zm:cid:"+other.App.ClientID)), invalid},
		"another app":                {good(with("iss", "zm:cid:"+tr.creds["vendor"].ClientID)), invalid},
		"unknown app":                {good(with("iss", "zm:cid:none")), invalid},
		"no app":                     {good(with("iss", "zm:cid:")), invalid},
		"another issuer":             {good(with("iss", "urn:other")), invalid},
		"another audience":           {good(with("aud", "https://example.com")), invalid},
		"an earlier app generation":  {good(with("agn", -1)), invalid},
		"a later owner generation":   {good(with("ugn", 1)), invalid},
		"another secret":             {good(with("sid", "none")), invalid},
		"scopes of the future":       {good(with("srv", 99)), ""}, // genuine, with no scopes
		"expired now":                {good(with("exp", now.Unix())), expired},
		"expired long ago":           {good(with("exp", now.Add(-24*time.Hour).Unix())), expired},
		"no expiry":                  {good(without("exp")), expired},
		"negative expiry":            {good(with("exp", -1)), expired},
		"far expiry":                 {good(with("exp", now.Add(48*time.Hour).Unix())), invalid},
		"issued in an hour":          {good(with("iat", now.Add(time.Hour).Unix())), invalid},
		"expiry is text":             {good(with("exp", "tomorrow")), invalid},
		"account is a list":          {good(with("aid", []string{tr.Account.ID})), invalid},
		"another account's token id": {good(with("jti", "")), ""},
	} {
		tr.token["forged"] = c.token
		a := tr.ask("forged GET /users")
		zoomShaped(t, a)
		if c.want != "" && (a.Status != 401 || string(a.Body) != c.want) {
			t.Errorf("%s: got %d %s, want 401 %s", name, a.Status, a.Body, c.want)
		}
	}
	tr.token["forged"] = good(with("srv", 99))
	tr.want(400, 4711, "forged GET /users")

	// A token of another account is good for that account alone.
	tr.token["other"] = tr.Token(other.App)
	tr.want(404, 1001, "other GET /users/{ann}")
	tr.want(404, 1001, "other GET /users/ann@example.com")
	tr.want(404, 4130, "other GET /groups/{seen}")
	tr.want(400, 1034, "other GET /roles/{reader}")
	tr.want(404, 1401, "other GET /marketplace/apps/{vendorapp}")
	tr.want(404, 1401, "other DELETE /marketplace/apps/{vendorapp}")
	tr.want(404, 1001, "other DELETE /users/{ann}")
	if n := number(t, tr.ok("other GET /users"), "total_records"); n != 1 {
		t.Errorf("sees %d users", n)
	}
}

// TestClockGoesBack: a little is forgiven, and an hour is only until it passed.
func TestClockGoesBack(t *testing.T) {
	tr := newTroupe(t)
	for _, c := range []struct {
		by     time.Duration
		status int
	}{
		{0, 200}, {-time.Second, 200}, {-4 * time.Minute, 200}, {-5 * time.Minute, 200}, {-6 * time.Minute, 401}, {-time.Hour, 401}, {-24 * time.Hour, 401}, {0, 200}, {59 * time.Minute, 200}, {-time.Minute, 200}, {61 * time.Minute, 401}, {0, 200},
	} {
		tr.Clock.Move(c.by)
		a := tr.ask("owner GET /users")
		zoomShaped(t, a)
		if a.Status != c.status {
			t.Errorf("clock moved by %s: got %d %s, want %d", c.by, a.Status, a.Body, c.status)
		}
		if c.status == 401 && c.by < 0 {
			// A new token works at any time.
			tr.Must(200, tr.OwnerToken(), "GET", "/users", nil)
		}
		tr.Clock.Move(-c.by)
	}
}
