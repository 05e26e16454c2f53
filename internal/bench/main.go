// Command bench measures Cordon over HTTP on one core, beside a bare net/http
// handler that sends the same bytes in the same run:
//
//	go run ./internal/bench [-users 100000] [-rounds 3] [-seconds 2]
//
// The server is a process of its own with GOMAXPROCS=1, pinned to core 0 where
// taskset is at hand; the load comes from this process, pinned to core 1, over
// 16 connections that wait for each answer. Requests per second depend on both
// sides; CPU time per request is the server's alone, so the ratios that count
// are of CPU time. Rounds are interleaved and the median is taken.
package main

import (
	"bufio"
	"flag"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"
)

var (
	users   = flag.Int("users", 100_000, "users in the account")
	rounds  = flag.Int("rounds", 3, "rounds to take the median of")
	seconds = flag.Float64("seconds", 2, "how long each measurement lasts")
	serve   = flag.String("serve", "", "be the server over this database (internal)")
)

const connections = 16

func main() {
	log.SetFlags(0)
	flag.Parse()
	var err error
	if *serve != "" {
		err = beServer(*serve)
	} else {
		err = measureAll()
	}
	if err != nil {
		log.Fatal("bench: ", err)
	}
}

// target is one kind of request. Reference names the target it is compared to.
type target struct {
	name, reference string
	requests        [][]byte // sent in turn
}

func measureAll() error {
	dir, err := os.MkdirTemp("", "cordon-bench")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	fmt.Fprintf(os.Stderr, "making an account of %d users\n", *users)
	w, err := makeWorld(filepath.Join(dir, "cordon.db"), *users)
	if err != nil {
		return err
	}
	self, err := os.Executable()
	if err != nil {
		return err
	}
	server, err := start(self, w.path)
	if err != nil {
		return err
	}
	defer server.stop()
	if _, err := exec.LookPath("taskset"); err == nil {
		_ = exec.Command("taskset", "-acp", "1", strconv.Itoa(os.Getpid())).Run() // better, not needed
	}
	targets, err := w.targets(server.addr)
	if err != nil {
		return err
	}
	type result struct{ perSecond, cpu []float64 }
	results := map[string]*result{}
	for round := range *rounds + 1 { // the first warms up
		for _, t := range targets {
			n, cpu, err := server.load(t)
			if err != nil {
				return fmt.Errorf("%s: %w", t.name, err)
			}
			r := results[t.name]
			if r == nil {
				r = &result{}
				results[t.name] = r
			}
			if round > 0 {
				r.perSecond = append(r.perSecond, float64(n) / *seconds)
				r.cpu = append(r.cpu, cpu.Seconds()*1e6/float64(n))
			}
		}
	}
	fmt.Printf("%-34s %10s %12s %14s\n", fmt.Sprintf("%d users", *users), "req/s", "CPU us/req", "of reference")
	for _, t := range targets {
		r := results[t.name]
		ratio := "reference"
		if ref := results[t.reference]; ref != nil {
			ratio = fmt.Sprintf("%.2f", median(ref.cpu)/median(r.cpu))
		}
		fmt.Printf("%-34s %10.0f %12.1f %14s\n", t.name, median(r.perSecond), median(r.cpu), ratio)
	}
	return nil
}

func median(list []float64) float64 {
	list = slices.Sorted(slices.Values(list))
	return list[len(list)/2]
}

// process is the server under load.
type process struct {
	cmd   *exec.Cmd
	addr  string
	stdin io.Closer
}

func start(self, db string) (*process, error) {
	args := []string{self, "-serve", db}
	if path, err := exec.LookPath("taskset"); err == nil {
		args = append([]string{path, "-c", "0"}, args...)
	}
	cmd := exec.Command(args[0], args[1:]...)
	cmd.Env = append(os.Environ(), "GOMAXPROCS=1")
	cmd.Stderr = os.Stderr
	in, err := cmd.StdinPipe()
	if err != nil {
		return nil, err
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := cmd.Start(); err != nil {
		return nil, err
	}
	addr, err := bufio.NewReader(out).ReadString('\n')
	return &process{cmd, strings.TrimSpace(addr), in}, err
}

func (p *process) stop() {
	_ = p.stdin.Close()
	_ = p.cmd.Wait()
}

// cpu is the time the server has spent so far, from /proc.
func (p *process) cpu() (time.Duration, error) {
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", p.cmd.Process.Pid))
	if err != nil {
		return 0, err
	}
	fields := strings.Fields(string(text[strings.LastIndexByte(string(text), ')')+2:]))
	var ticks int64
	for _, f := range fields[11:13] { // utime, stime
		n, err := strconv.ParseInt(f, 10, 64)
		if err != nil {
			return 0, err
		}
		ticks += n
	}
	return time.Duration(ticks) * 10 * time.Millisecond, nil
}

// load sends t's requests for a while; every answer must be a 200.
func (p *process) load(t target) (n int64, cpu time.Duration, err error) {
	before, err := p.cpu()
	if err != nil {
		return 0, 0, err
	}
	end := time.Now().Add(time.Duration(*seconds * float64(time.Second)))
	var count atomic.Int64
	failures := make(chan error, connections)
	var wg sync.WaitGroup
	for i := range connections {
		wg.Go(func() {
			if err := client(p.addr, t.requests[i%len(t.requests):], end, &count); err != nil {
				failures <- err
			}
		})
	}
	wg.Wait()
	after, err := p.cpu()
	if err == nil && len(failures) > 0 {
		err = <-failures
	}
	return count.Load(), after - before, err
}

func client(addr string, requests [][]byte, end time.Time, count *atomic.Int64) error {
	conn, err := net.Dial("tcp", addr)
	if err != nil {
		return err
	}
	defer conn.Close()
	r := bufio.NewReaderSize(conn, 64<<10)
	for i := 0; time.Now().Before(end); i++ {
		if _, err := conn.Write(requests[i%len(requests)]); err != nil {
			return err
		}
		if err := readAnswer(r); err != nil {
			return err
		}
		count.Add(1)
	}
	return nil
}

// readAnswer reads one answer with a Content-Length, and wants a 200.
func readAnswer(r *bufio.Reader) error {
	status, err := r.ReadString('\n')
	if err != nil {
		return err
	}
	length := 0
	for {
		line, err := r.ReadSlice('\n')
		if err != nil {
			return err
		}
		if len(line) <= 2 {
			break
		}
		if name, value, _ := strings.Cut(string(line), ":"); strings.EqualFold(name, "Content-Length") {
			if length, err = strconv.Atoi(strings.TrimSpace(value)); err != nil {
				return err
			}
		}
	}
	if !strings.HasPrefix(status, "HTTP/1.1 200 ") {
		return fmt.Errorf("answered %s", strings.TrimSpace(status))
	}
	_, err = r.Discard(length)
	return err
}

// fetch asks once and returns the body, for the bare handler to send again.
func fetch(addr string, request []byte) ([]byte, error) {
	conn, err := net.Dial("tcp", addr)
	if err != nil {
		return nil, err
	}
	defer conn.Close()
	if _, err := conn.Write(request); err != nil {
		return nil, err
	}
	res, err := http.ReadResponse(bufio.NewReader(conn), nil)
	if err != nil {
		return nil, err
	}
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	if err == nil && res.StatusCode != http.StatusOK {
		err = fmt.Errorf("%s: %s", res.Status, body)
	}
	return body, err
}
