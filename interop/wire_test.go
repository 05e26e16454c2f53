package interop

import (
	"bytes"
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"fmt"
	"io"
	"log"
	"math/big"
	"net"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
)

// zoomHosts are the names compiled into the clients.
var zoomHosts = []string{"zoom.us", "api.zoom.us"}

// A wire stands where Zoom stands: TLS on loopback under Zoom's own names, with
// a certificate authority made for this run. What arrives is noted and passed
// on to Cordon. The clients keep their URLs, their TLS and their HTTP stack;
// only the address behind the two names differs, as with a line in /etc/hosts.
type wire struct {
	Addr string // 127.0.0.1:port
	CA   []byte // PEM

	pool *x509.CertPool
	mu   sync.Mutex
	log  []exchange
}

// An exchange is one request as a client sent it, and what it got. Secrets are
// left out: no Authorization header, no form but the grant type, no token.
type exchange struct {
	Host, Method, Path     string
	Query                  url.Values
	ContentType, UserAgent string
	Accept, Auth           string // Auth is the scheme alone
	GrantType              string // and where it was: "query:..." or "form:..."
	Status                 int
	Body                   string // of an answered API request
}

func (x exchange) String() string {
	s := fmt.Sprintf("%s https://%s%s", x.Method, x.Host, x.Path)
	if len(x.Query) > 0 {
		s += "?" + x.Query.Encode()
	}
	return fmt.Sprintf("%s -> %d (auth=%q accept=%q content-type=%q user-agent=%q grant=%q)",
		s, x.Status, x.Auth, x.Accept, x.ContentType, x.UserAgent, x.GrantType)
}

func newWire(base *url.URL) (*wire, func(), error) {
	cert, ca, pool, err := throwawayCertificate()
	if err != nil {
		return nil, nil, err
	}
	w := &wire{CA: ca, pool: pool}
	proxy := &httputil.ReverseProxy{
		Rewrite:  func(r *httputil.ProxyRequest) { r.SetURL(base) },
		ErrorLog: log.New(io.Discard, "", 0),
	}
	s := httptest.NewUnstartedServer(http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		w.serve(proxy, rw, r)
	}))
	s.TLS = &tls.Config{Certificates: []tls.Certificate{cert}, MinVersion: tls.VersionTLS12}
	s.Config.ErrorLog = log.New(io.Discard, "", 0)
	s.StartTLS()
	w.Addr = s.Listener.Addr().String()
	return w, s.Close, nil
}

func (w *wire) serve(next http.Handler, rw http.ResponseWriter, r *http.Request) {
	x := exchange{
		Host: r.Host, Method: r.Method, Path: r.URL.Path, Query: r.URL.Query(),
		ContentType: r.Header.Get("Content-Type"), UserAgent: r.Header.Get("User-Agent"),
		Accept: r.Header.Get("Accept"),
	}
	x.Query.Del("access_token")
	x.Auth, _, _ = strings.Cut(r.Header.Get("Authorization"), " ")
	if g := x.Query.Get("grant_type"); g != "" {
		x.GrantType = "query:" + g
	}
	if r.URL.Path == "/oauth/token" {
		body, _ := io.ReadAll(r.Body)
		r.Body = io.NopCloser(bytes.NewReader(body))
		if form, err := url.ParseQuery(string(body)); err == nil && form.Get("grant_type") != "" {
			x.GrantType = "form:" + form.Get("grant_type")
		}
	}
	rec := &tee{ResponseWriter: rw, status: http.StatusOK, keep: strings.HasPrefix(r.URL.Path, "/v2/")}
	next.ServeHTTP(rec, r)
	x.Status, x.Body = rec.status, rec.body.String()

	w.mu.Lock()
	defer w.mu.Unlock()
	w.log = append(w.log, x)
}

// watch notes what passes until the returned function is called.
func (w *wire) watch() func() []exchange {
	w.mu.Lock()
	from := len(w.log)
	w.mu.Unlock()
	return func() []exchange {
		w.mu.Lock()
		defer w.mu.Unlock()
		return slices.Clone(w.log[from:])
	}
}

// client is an ordinary HTTP client for whom Zoom's two names lead here. No
// other name leads anywhere: a test can never reach the real Zoom.
func (w *wire) client() *http.Client {
	return &http.Client{Timeout: time.Minute, Transport: &http.Transport{
		TLSClientConfig: &tls.Config{RootCAs: w.pool, MinVersion: tls.VersionTLS12},
		DialContext: func(ctx context.Context, network, addr string) (net.Conn, error) {
			host, _, err := net.SplitHostPort(addr)
			if err != nil {
				return nil, err
			}
			if !slices.Contains(zoomHosts, host) {
				return nil, fmt.Errorf("interop: no way out to %s", addr)
			}
			return (&net.Dialer{}).DialContext(ctx, network, w.Addr)
		},
	}}
}

type tee struct {
	http.ResponseWriter
	status int
	keep   bool
	body   bytes.Buffer
}

func (t *tee) WriteHeader(code int) { t.status = code; t.ResponseWriter.WriteHeader(code) }
func (t *tee) Write(p []byte) (int, error) {
	if t.keep {
		t.body.Write(p)
	}
	return t.ResponseWriter.Write(p)
}

// checkPaged fails unless path was walked through its page tokens: every
// request with the page size, the first without a token, all others with the
// token that the page before it gave.
func checkPaged(t *testing.T, seen []exchange, path string, pageSize, wantPages int) {
	t.Helper()
	var pages []exchange
	for _, x := range seen {
		if x.Method == http.MethodGet && x.Host == "api.zoom.us" && x.Path == path {
			pages = append(pages, x)
		}
	}
	if len(pages) != wantPages {
		t.Errorf("GET %s was asked %d times, want %d pages", path, len(pages), wantPages)
	}
	next := ""
	for i, x := range pages {
		if x.Status != http.StatusOK {
			t.Errorf("page %d of %s: %v", i+1, path, x)
		}
		if got := x.Query.Get("page_size"); got != fmt.Sprint(pageSize) {
			t.Errorf("page %d of %s was asked with page_size=%q, want %d", i+1, path, got, pageSize)
		}
		if got := x.Query.Get("next_page_token"); got != next {
			t.Errorf("page %d of %s was asked with token %q, want %q", i+1, path, got, next)
		}
		next = jsonField(x.Body, "next_page_token")
		if last := i == len(pages)-1; last != (next == "") {
			t.Errorf("page %d of %d of %s ends with next_page_token %q", i+1, len(pages), path, next)
		}
	}
}

// checkSilent fails if an answer to the credential holds one of the markers.
func checkSilent(t *testing.T, seen []exchange, markers []string) {
	t.Helper()
	answers := 0
	for _, x := range seen {
		if x.Status != http.StatusOK || x.Body == "" {
			continue
		}
		answers++
		for _, m := range markers {
			if strings.Contains(x.Body, m) {
				t.Errorf("%s %s names the outsider %s", x.Method, x.Path, m)
			}
		}
	}
	if answers == 0 || len(markers) == 0 {
		t.Errorf("nothing to check: %d answers, %d outsiders", answers, len(markers))
	}
}

func throwawayCertificate() (tls.Certificate, []byte, *x509.CertPool, error) {
	fail := func(err error) (tls.Certificate, []byte, *x509.CertPool, error) {
		return tls.Certificate{}, nil, nil, err
	}
	now := time.Now()
	caKey, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return fail(err)
	}
	caTemplate := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "Cordon interop, this run only"},
		NotBefore: now.Add(-time.Hour), NotAfter: now.Add(24 * time.Hour),
		IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageCertSign,
	}
	caDER, err := x509.CreateCertificate(rand.Reader, caTemplate, caTemplate, caKey.Public(), caKey)
	if err != nil {
		return fail(err)
	}
	ca, err := x509.ParseCertificate(caDER)
	if err != nil {
		return fail(err)
	}
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return fail(err)
	}
	der, err := x509.CreateCertificate(rand.Reader, &x509.Certificate{
		SerialNumber: big.NewInt(2), Subject: pkix.Name{CommonName: zoomHosts[0]}, DNSNames: zoomHosts,
		NotBefore: now.Add(-time.Hour), NotAfter: now.Add(24 * time.Hour),
		KeyUsage: x509.KeyUsageDigitalSignature, ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
	}, ca, key.Public(), caKey)
	if err != nil {
		return fail(err)
	}
	pool := x509.NewCertPool()
	pool.AddCert(ca)
	return tls.Certificate{Certificate: [][]byte{der, caDER}, PrivateKey: key},
		pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: caDER}), pool, nil
}
