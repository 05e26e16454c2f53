package access

import (
	"fmt"
	"net/url"
	"strings"
)

// pathNode is one place in the tree of paths: what may follow it, and the
// operations that end here, by method.
type pathNode struct {
	literals map[string]*pathNode
	param    *pathNode // whatever the parameter is called
	ends     map[string]*Operation
}

func (n *pathNode) add(o *Operation) error {
	at := n
	for segment := range strings.SplitSeq(o.Path[1:], "/") {
		if strings.HasPrefix(segment, "{") {
			if at.param == nil {
				at.param = new(pathNode)
			}
			at = at.param
			continue
		}
		if at.literals == nil {
			at.literals = make(map[string]*pathNode)
		}
		if at.literals[segment] == nil {
			at.literals[segment] = new(pathNode)
		}
		at = at.literals[segment]
	}
	if other := at.ends[o.Method]; other != nil {
		return fmt.Errorf("cannot be told from %s", other)
	}
	if at.ends == nil {
		at.ends = make(map[string]*Operation)
	}
	at.ends[o.Method] = o
	return nil
}

// match follows an escaped path. Each segment is unescaped by itself, as
// http.ServeMux does: the two must agree on the operation that is asked for.
func (n *pathNode) match(method, path string) *Operation {
	if path == "" {
		return n.ends[method]
	}
	if path[0] != '/' {
		return nil
	}
	segment, rest := path[1:], ""
	if i := strings.IndexByte(segment, '/'); i >= 0 {
		segment, rest = segment[:i], segment[i:]
	}
	segment, err := url.PathUnescape(segment)
	if err != nil || segment == "" {
		return nil
	}
	if next := n.literals[segment]; next != nil {
		if o := next.match(method, rest); o != nil {
			return o
		}
	}
	if n.param == nil {
		return nil
	}
	return n.param.match(method, rest)
}
