package walk

import (
	"fmt"
	"html/template"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
)

// site is a server of a few pages, on which the helpers are tried. It has the
// portal's habits: a strict content policy, forms that answer 303 or 422,
// scripts only for hints.
type site struct {
	*httptest.Server
	sent     atomic.Int64 // bytes
	pictures atomic.Int64 // that the slow page got
}

const smallPage = `<!doctype html><html lang="en"><head><title>Small</title><link rel="icon" href="data:,">
<meta name="viewport" content="width=device-width, initial-scale=1"><link rel="stylesheet" href="/style.css"><script src="/hints.js" defer></script></head>
<body><nav aria-label="Main"><a href="/">Groups</a> <a href="/other">Users</a></nav><main><h1>Groups</h1>
<p>Everyone in <b>this</b>
account: <span data-testid="count"> 4,212 </span> users. <a href="/">Groups</a></p><p class="gone">Out of sight</p><noscript>Scripts are off.</noscript>
<p data-testid="where"></p>
<form method="post" action="/add">
<p><label for="name">Group Name</label> <input id="name" name="name" required value="{{.Name}}" aria-describedby="name-hint"> <span id="name-hint">{{.Problem}}</span></p>
<p><label>Description <textarea name="description">Old
words</textarea></label></p>
<p><label>Since <input type="date" name="since"></label></p>
<p><label>User Role <select name="role"><option>Member</option><option>Vendor
 role</option><option disabled>Owner</option></select></label></p>
<p><label class="box"><input type="checkbox" name="phone"><span>Zoom Phone</span></label> <label><input type="radio" name="kind" value="a" checked>Basic</label> <label><input type="radio" name="kind" value="b">Licensed</label></p>
<button>Add</button> <button disabled>Delete</button> <button formnovalidate>Add anyway</button></form>
<label>Search <input type="search" id="search"></label> <span id="hint"></span> <span id="choice"></span>
<table><caption>Groups</caption><thead><tr><th>Name<th>Do</thead><tbody data-testid="groups">
<tr><td data-testid="name">Vendor A<td><a href="/edit/a">Edit</a></tr><tr><td data-testid="name">Vendor B<td><a href="/edit/b">Edit</a></tr></tbody></table>
<details><summary>More</summary><p>Told when asked</p></details>
<p><a href="#below">Jump</a> <a href="/file">Download</a> <a href="/slow">Slow</a> <button type="button" id="copy">Copy</button></p><div class="under"><button type="button">Under</button><div class="cover"></div></div>
<p class="far" id="below"><a href="/other">Far away</a></p></main></body></html>`

const smallStyle = `.gone{display:none}.box input{position:absolute;opacity:0}.box span{background:#ddd;color:#111}.under{position:relative}.cover{position:absolute;inset:0}.far{margin-top:2000px}
html{scroll-behavior:smooth}@media (prefers-color-scheme:dark){html{background:#111;color:#eee}a{color:#9cf}}`

// smallHints answers to typing, a little later, as the portal's hints do.
const smallHints = `const field = document.getElementById("search"), hint = document.getElementById("hint"), choice = document.getElementById("choice");
document.querySelector("[data-testid=where]").textContent = Intl.DateTimeFormat().resolvedOptions().timeZone + " " + navigator.language;
let later;
field.addEventListener("keyup", () => {
	clearTimeout(later);
	later = setTimeout(async () => { hint.textContent = await (await fetch("/hint?q=" + field.value)).text(); }, 50);
});
document.getElementById("copy").addEventListener("click", async () => { await navigator.clipboard.writeText("copied"); choice.textContent = "Copied"; });
document.querySelector("select").addEventListener("change", e => { choice.textContent = "role " + e.target.value; });`

// others are pages that need no thought.
var others = map[string]string{
	"/other":  `<h1>Users</h1>`,
	"/edit/a": `<h1>Edit A</h1>`,
	"/edit/b": `<h1>Edit B</h1>`,
	"/slow":   `<h1>Slow</h1><img src="/slow.png" alt=""><link rel="stylesheet" href="/slow.css">`,
	"/noisy":  `<h1>Noisy</h1><script src="/noise.js"></script><script>inline()</script><img src="/no.png" alt=""><img src="http://stranger.example/x.png" alt="">`,
	"/ask":    `<h1>Ask</h1><script src="/ask.js"></script>`,
	"/ugly":   `<h1>Ugly</h1><p class="pale">Too pale to read</p><input name="nameless">`,
	"/wide":   `<h1>Wide</h1><div class="broad">x</div>`,
}

func newSite(t *testing.T) *site {
	t.Helper()
	s := &site{}
	page := template.Must(template.New("").Parse(smallPage))
	show := func(w http.ResponseWriter, status int, name, problem string) {
		w.WriteHeader(status)
		page.Execute(w, map[string]string{"Name": name, "Problem": problem})
	}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /{$}", func(w http.ResponseWriter, _ *http.Request) { show(w, 200, "", "As short as you like") })
	mux.HandleFunc("POST /add", func(w http.ResponseWriter, r *http.Request) {
		if name := r.FormValue("name"); len(name) < 3 {
			show(w, 422, name, "Too short")
			return
		}
		http.SetCookie(w, &http.Cookie{Name: "__Host-added", Path: "/", Value: "1", Secure: true, HttpOnly: true})
		q := r.PostForm.Encode()
		http.Redirect(w, r, "/added?"+q, http.StatusSeeOther)
	})
	mux.HandleFunc("GET /added", func(w http.ResponseWriter, r *http.Request) {
		_, err := r.Cookie("__Host-added")
		fmt.Fprintf(w, `<title>x</title><link rel="icon" href="data:,"><h1>Added</h1>`)
		for _, name := range []string{"name", "description", "since", "role", "phone", "kind"} {
			fmt.Fprintf(w, `<p data-testid=%q>%s</p>`, name, template.HTMLEscapeString(r.FormValue(name)))
		}
		fmt.Fprintf(w, `<p data-testid="cookie">%v</p>`, err == nil)
	})
	mux.HandleFunc("GET /hint", func(w http.ResponseWriter, r *http.Request) { fmt.Fprintf(w, "hint for %s", r.FormValue("q")) })
	mux.HandleFunc("GET /file", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Disposition", `attachment; filename="x.json"`)
		fmt.Fprint(w, "{}")
	})
	mux.HandleFunc("GET /empty", func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(403) })
	asked := make(chan bool)
	mux.HandleFunc("GET /slow.png", func(http.ResponseWriter, *http.Request) {
		<-asked
		s.pictures.Add(1)
	})
	mux.HandleFunc("GET /slow.css", func(http.ResponseWriter, *http.Request) { asked <- true })
	for path, body := range others {
		mux.HandleFunc("GET "+path, func(w http.ResponseWriter, _ *http.Request) {
			fmt.Fprintf(w, `<!doctype html><html lang="en"><title>Small</title><link rel="icon" href="data:,"><meta name="viewport" content="width=device-width"><link rel="stylesheet" href="/wide.css"><main>%s</main>`, body)
		})
	}
	for path, text := range map[string]string{
		"/style.css": smallStyle, "/hints.js": smallHints, "/wide.css": ".broad{width:2000px}.pale{color:#eee}",
		"/noise.js": `console.error("boom", 3); setTimeout(() => { throw new Error("nobody catches this") })`,
		"/ask.js":   `document.body.dataset.answer = confirm("Really?")`,
	} {
		mux.HandleFunc("GET "+path, func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", map[bool]string{true: "text/css", false: "text/javascript"}[strings.HasSuffix(path, ".css")])
			fmt.Fprint(w, text)
		})
	}
	s.Server = httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Security-Policy", "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; form-action 'self'")
		mux.ServeHTTP(w, r)
	}))
	s.Listener = counting{s.Listener, &s.sent}
	s.Start()
	t.Cleanup(s.Close)
	return s
}

// counting counts the bytes that a server sends.
type counting struct {
	net.Listener
	sent *atomic.Int64
}

type countingConn struct {
	net.Conn
	sent *atomic.Int64
}

func (l counting) Accept() (net.Conn, error) {
	c, err := l.Listener.Accept()
	return countingConn{c, l.sent}, err
}

func (c countingConn) Write(b []byte) (int, error) {
	n, err := c.Conn.Write(b)
	c.sent.Add(int64(n))
	return n, err
}
