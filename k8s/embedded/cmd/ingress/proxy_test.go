package main

import (
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

// A server that says what it got.
func echo(t *testing.T) string {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		for _, name := range []string{"X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto"} {
			w.Header().Set(name, r.Header.Get(name))
		}
		_, _ = io.WriteString(w, r.Method+" "+r.Host+" "+r.RequestURI+" "+string(body))
	}))
	t.Cleanup(server.Close)
	return strings.TrimPrefix(server.URL, "http://")
}

// An address at which nobody listens.
func nobody(t *testing.T) string {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	return listener.Addr().String()
}

func ask(method, path, body string, endpoints ...string) *httptest.ResponseRecorder {
	proxy := NewProxy()
	proxy.Use(&Table{hosts: map[string][]route{"shop.test": {{backend: &Backend{Name: "shop/a:http", Endpoints: endpoints}}}}})
	request := httptest.NewRequest(method, path, strings.NewReader(body))
	request.Host = "shop.test"
	request.Header.Set("X-Forwarded-For", "203.0.113.9")
	answer := httptest.NewRecorder()
	proxy.ServeHTTP(answer, request)
	return answer
}

func TestARequestArrivesAsItWasSent(t *testing.T) {
	answer := ask(http.MethodPost, "/a%2Fb?x=1;y", "order", echo(t))
	if got, want := answer.Body.String(), "POST shop.test /a%2Fb?x=1;y order"; got != want {
		t.Errorf("%q instead of %q", got, want)
	}
	for name, want := range map[string]string{
		// The address that httptest has requests come from, and not what the client says of itself.
		"X-Forwarded-For": "192.0.2.1", "X-Forwarded-Host": "shop.test", "X-Forwarded-Proto": "http",
	} {
		if got := answer.Header().Get(name); got != want {
			t.Errorf("%s is %q instead of %q", name, got, want)
		}
	}
}

func TestAnEndpointThatIsGoneCostsNoRequest(t *testing.T) {
	gone, there := nobody(t), echo(t)
	for range 20 {
		answer := ask(http.MethodPost, "/", "order", gone, there)
		if answer.Code != http.StatusOK || !strings.HasSuffix(answer.Body.String(), "order") {
			t.Fatalf("%d %s", answer.Code, answer.Body)
		}
	}
}

func TestOnlyWhatChangesNothingIsSentTwice(t *testing.T) {
	asked := 0
	server := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {
		asked++
		panic(http.ErrAbortHandler)
	}))
	t.Cleanup(server.Close)
	rude := strings.TrimPrefix(server.URL, "http://")
	for method, times := range map[string]int{http.MethodGet: 2, http.MethodPost: 1, http.MethodDelete: 1} {
		asked = 0
		answer := ask(method, "/", "", rude, rude)
		if answer.Code != http.StatusBadGateway || asked != times {
			t.Errorf("%s: %d, asked %d times instead of %d", method, answer.Code, asked, times)
		}
	}
}

func TestWhereNobodyServesTheAnswerSaysWhy(t *testing.T) {
	if answer := ask(http.MethodGet, "/", ""); answer.Code != http.StatusServiceUnavailable {
		t.Errorf("without an endpoint: %d", answer.Code)
	}
	if answer := ask(http.MethodGet, "/", "", nobody(t)); answer.Code != http.StatusBadGateway {
		t.Errorf("with one that is gone: %d", answer.Code)
	}
	if answer := ask(http.MethodGet, "/shop/%2e%2e/admin", "", echo(t)); answer.Code != http.StatusBadRequest {
		t.Errorf("upwards: %d", answer.Code)
	}
	proxy, answer := NewProxy(), httptest.NewRecorder()
	proxy.Use(&Table{})
	proxy.ServeHTTP(answer, httptest.NewRequest(http.MethodGet, "/", nil))
	if answer.Code != http.StatusNotFound {
		t.Errorf("without a rule: %d", answer.Code)
	}
}

func TestAClientLearnsOfTheEndByItsNextAnswer(t *testing.T) {
	proxy := NewProxy()
	proxy.Use(&Table{fallback: &Backend{Endpoints: []string{echo(t)}}})
	server := httptest.NewServer(proxy)
	t.Cleanup(server.Close)
	for _, draining := range []bool{false, true} {
		if draining {
			proxy.Drain()
		}
		answer, err := http.Get(server.URL)
		if err != nil || answer.Close != draining {
			t.Errorf("draining %v: %+v %v", draining, answer, err)
		}
		_ = answer.Body.Close()
	}
}
