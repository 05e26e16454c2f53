package zoomapi

import (
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/cordon-zoom/cordon"
	"github.com/cordon-zoom/cordon/access"
	"github.com/cordon-zoom/cordon/access/holder"
	"github.com/cordon-zoom/cordon/store"
)

// The paths under which files of recordings are, outside /v2 as Zoom's are.
const (
	downloadPath = "/rec/download/"
	playPath     = "/rec/play/"
)

// registerDownloads serves the files of recordings. There is no operation of
// that name: who may have a file is decided as for GET
// /meetings/{meetingId}/recordings, which told of it.
func registerDownloads(a *API) {
	a.mux.HandleFunc("GET "+downloadPath+"{file}", a.recordingContent("attachment"))
	a.mux.HandleFunc("GET "+playPath+"{file}", a.recordingContent("inline"))
	a.mux.HandleFunc("/rec/", func(w http.ResponseWriter, r *http.Request) { WriteError(w, r, noRecording()) })
}

// fileRef is which file of which recording a URL names. To know it opens
// nothing.
type fileRef struct{ uuid, id string }

// String is the last part of the file's URL.
func (f fileRef) String() string {
	return base64.RawURLEncoding.EncodeToString([]byte(f.uuid + " " + f.id))
}

// parseFileRef is the reverse of String, and the zero fileRef for anything else.
func parseFileRef(s string) (f fileRef) {
	text, err := base64.RawURLEncoding.Strict().DecodeString(s)
	if err != nil {
		return f
	}
	f.uuid, f.id, _ = strings.Cut(string(text), " ")
	return f
}

func (a *API) recordingContent(disposition string) http.HandlerFunc {
	op := access.Operations().Find("GET /meetings/{meetingId}/recordings")
	return func(w http.ResponseWriter, req *http.Request) {
		noteOf(req).Operation = "GET /rec"
		w.Header().Set("Cache-Control", "private, no-store")
		f, err := a.openRecording(req, op)
		// Of a file that the caller may not have it learns no more than of one
		// that never was, whatever stood in the way.
		var refusal *access.Refusal
		if errors.As(err, &refusal) && refusal.Err.Status != http.StatusUnauthorized {
			err = &access.Refusal{Stage: refusal.Stage, Err: noRecording().Because("%s", refusal.Err.Reason)}
		}
		if err != nil {
			WriteError(w, req, err)
			return
		}
		writeFile(w, req, disposition, f.Name, f.Type, f.Modified, f.Content)
	}
}

func (a *API) openRecording(req *http.Request, op *access.Operation) (f file, err error) {
	claims, only, err := a.downloadClaims(req)
	if err != nil {
		return f, err
	}
	noteCaller(req, claims)
	ref := parseFileRef(req.PathValue("file"))
	noteOf(req).Named = map[string]string{"meetingId": ref.uuid}
	ask := noteCall(req, store.Call{Claims: claims, Operation: op, Holder: holder.Parent("meeting", "meetingId")})
	err = a.gate.Read(req.Context(), ask, func(tx *store.Tx) error {
		c := &call{tx, a, req, nil}
		r, err := record[cordon.Recording, cordon.RecordingDetail](c, ref.uuid, seeContent, noRecording(), cordon.KindRecording)
		if err != nil {
			return err
		}
		kept := r.Doc.Kept()
		i := slices.IndexFunc(kept, func(f cordon.RecordingFile) bool { return f.ID == ref.id })
		switch {
		case !r.Also:
			return noRecording().Because("the host is not in sight under %s", seeContent)
		case only != "" && only != ref.uuid:
			return noRecording().Because("the download token is for another meeting")
		case i < 0:
			return noRecording()
		}
		f, err = c.recordingFile(r, kept[i])
		return err
	})
	return f, err
}

// recordingFile is what is in a file of a recording in hand.
func (c *call) recordingFile(r recordingWhole, of cordon.RecordingFile) (f file, err error) {
	f = file{Modified: of.End, Name: fmt.Sprintf("%s %s.%s", r.Doc.Topic, r.Doc.Start.Format(time.DateOnly), strings.ToLower(of.Extension()))}
	switch {
	case of.Media != "":
		f.Type, f.Content, err = c.Media(r.RecordRow, of.Media)
	case of.Type == "TRANSCRIPT":
		f.Type, f.Content = "text/vtt;charset=utf-8", cordon.VTT(r.Detail.Transcript)
	case of.Type == "CHAT":
		f.Type, f.Content = "text/plain;charset=utf-8", cordon.ChatText(r.Detail.Chat)
	default:
		err = fmt.Errorf("recording %s: nothing is kept of its file %s", r.ID, of.ID)
	}
	return f, err
}

// defaultDownloadLife is how long a download token works that is asked for
// without ttl. Zoom does not say.
const defaultDownloadLife = 24 * time.Hour

// downloadGrant is what a download token says: the token that it was made with
// lives on in it, for one meeting, until ExpiresAt.
type downloadGrant struct {
	Claims access.Claims
	UUID   string
}

// downloadBound keeps download tokens apart from all else that is sealed.
var downloadBound = []byte("download\x00")

// downloadToken makes a token that opens the files of one recording and nothing
// else, for the caller: never more than the caller's own token would.
func (c *call) downloadToken(uuid string, life time.Duration) (string, error) {
	token, _ := bearer(c.req.Header.Get("Authorization"))
	claims, err := c.api.tokens.Verify(token)
	if err != nil {
		return "", err
	}
	g := downloadGrant{*claims, uuid}
	g.Claims.ExpiresAt = c.api.clock().Add(life)
	plain, err := json.Marshal(g)
	if err != nil {
		return "", err
	}
	return c.api.tokens.Seal(c.req.Context(), plain, downloadBound)
}

// maxDownloadToken is longer than any download token or access token of ours.
const maxDownloadToken = 4096

// downloadClaims reads the token of a request for a file: an access token or a
// download token, in the Authorization header or as access_token. only is the
// UUID of the meeting that a download token is for.
func (a *API) downloadClaims(req *http.Request) (claims *access.Claims, only string, err error) {
	invalid := cordon.Unauthorized("Invalid access token.")
	token := req.URL.Query().Get("access_token")
	if header := req.Header.Get("Authorization"); header != "" {
		var ok bool
		if token, ok = bearer(header); !ok {
			token = ""
		}
	}
	if token == "" || len(token) > maxDownloadToken {
		return nil, "", invalid.Because("no token, or one that is too long")
	}
	if strings.Contains(token, ".") {
		claims, err = a.tokens.Verify(token)
		return claims, "", err
	}
	var g downloadGrant
	plain, ok := a.tokens.Open(token, downloadBound)
	if !ok || json.Unmarshal(plain, &g) != nil || g.UUID == "" {
		return nil, "", invalid.Because("not a token of this server")
	}
	// The decision takes no token that lives longer than an hour from now. This
	// one is held to its own end, and decided again at each use.
	if soon := a.clock().Add(cordon.TokenLife); g.Claims.ExpiresAt.After(soon) {
		g.Claims.ExpiresAt = soon
	}
	return &g.Claims, g.UUID, nil
}
