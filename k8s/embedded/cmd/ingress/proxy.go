package main

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"math/rand/v2"
	"net"
	"net/http"
	"net/http/httputil"
	"slices"
	"strings"
	"sync/atomic"
	"time"
)

// A Proxy sends each request to a pod, as its table says.
type Proxy struct {
	table    atomic.Pointer[Table]
	draining atomic.Bool
	reverse  *httputil.ReverseProxy
}

type backendKey struct{}

// NewProxy is a proxy without a table.
func NewProxy() *Proxy {
	return &Proxy{reverse: &httputil.ReverseProxy{
		Rewrite:      rewrite,
		Transport:    anyEndpoint{transport()},
		ErrorHandler: failed,
		ErrorLog:     slog.NewLogLogger(slog.Default().Handler(), slog.LevelWarn),
	}}
}

func transport() *http.Transport {
	return &http.Transport{
		// A pod is never far away: one that takes longer is not there.
		DialContext:           (&net.Dialer{Timeout: time.Second}).DialContext,
		ResponseHeaderTimeout: time.Minute,
		MaxIdleConnsPerHost:   64,
		// Shorter than servers keep idle connections: one that ends as a request is sent would lose the request.
		IdleConnTimeout: 10 * time.Second,
		// What a pod has packed stays packed.
		DisableCompression: true,
	}
}

// Use routes by another table from the next request on.
func (p *Proxy) Use(table *Table) { p.table.Store(table) }

// Ready says whether there is a table.
func (p *Proxy) Ready() bool { return p.table.Load() != nil }

// Drain has clients give up their connections with the next answer, before the end closes them.
func (p *Proxy) Drain() { p.draining.Store(true) }

func (p *Proxy) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if p.draining.Load() {
		w.Header().Set("Connection", "close")
	}
	// A pod may read /shop/../admin as /admin, which is not what was routed.
	if slices.Contains(strings.Split(r.URL.Path, "/"), "..") {
		http.Error(w, "the path leads upwards", http.StatusBadRequest)
		return
	}
	backend := p.table.Load().Lookup(r.Host, r.URL.Path)
	if backend == nil {
		http.Error(w, "no Ingress speaks of this host and path", http.StatusNotFound)
		return
	}
	if len(backend.Endpoints) == 0 {
		http.Error(w, "the Service has no ready endpoint", http.StatusServiceUnavailable)
		return
	}
	p.reverse.ServeHTTP(w, r.WithContext(context.WithValue(r.Context(), backendKey{}, backend)))
}

func rewrite(r *httputil.ProxyRequest) {
	r.Out.URL.Scheme = "http"
	// As it came: nothing is decided here by the query.
	r.Out.URL.RawQuery = r.In.URL.RawQuery
	// The client's own words on who it is are gone by now: there is no proxy before this one.
	r.SetXForwarded()
}

func failed(w http.ResponseWriter, r *http.Request, err error) {
	if r.Context().Err() != nil {
		// The client is gone.
		w.WriteHeader(http.StatusBadGateway)
		return
	}
	slog.Warn("No endpoint answered.", "backend", r.Context().Value(backendKey{}).(*Backend).Name, "error", err)
	var timeout net.Error
	if errors.As(err, &timeout) && timeout.Timeout() {
		http.Error(w, "no endpoint of the Service answered in time", http.StatusGatewayTimeout)
		return
	}
	http.Error(w, "no endpoint of the Service answered", http.StatusBadGateway)
}

// anyEndpoint tries the endpoints of the request's backend one after the other, from any of them on.
type anyEndpoint struct{ http.RoundTripper }

func (t anyEndpoint) RoundTrip(r *http.Request) (*http.Response, error) {
	endpoints := r.Context().Value(backendKey{}).(*Backend).Endpoints
	first := rand.IntN(len(endpoints))
	for tried := 1; ; tried++ {
		url := *r.URL
		url.Host = endpoints[(first+tried)%len(endpoints)]
		try := r.WithContext(r.Context())
		try.URL = &url
		if r.Body != nil {
			// A try that failed would close it for the next; in the end ReverseProxy does.
			try.Body = io.NopCloser(r.Body)
		}
		response, err := t.RoundTripper.RoundTrip(try)
		if err == nil || tried == len(endpoints) || r.Context().Err() != nil || !repeats(r, err) {
			return response, err
		}
		slog.Info("Another endpoint is tried.", "failed", url.Host, "error", err)
	}
}

// Without a connection nothing was sent, whatever the request is. Else it may have been heard, and only a request that
// changes nothing may be heard twice.
func repeats(r *http.Request, err error) bool {
	var op *net.OpError
	if errors.As(err, &op) && op.Op == "dial" {
		return true
	}
	safe := []string{http.MethodGet, http.MethodHead, http.MethodOptions, http.MethodTrace}
	return slices.Contains(safe, r.Method) && r.Body == nil
}
