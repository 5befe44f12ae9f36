// Command ingress is the cluster's ingress controller: it serves the Ingresses of its class, and sends each request to
// a ready pod of the Service that the Ingress names. The proxy is the standard library's, and what is routed where is a
// table that is replaced whole, so that a change never closes a connection: a proxy that reads its configuration anew
// would cut off requests that are on their way.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"log/slog"
	"net/http"
	"os"
	"os/signal"
	"strings"
	"syscall"
	"time"

	"k8s.io/apimachinery/pkg/types"
	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/rest"
	"k8s.io/klog/v2"
)

const (
	// How long a controller that was told to end goes on: everybody who sends requests has to learn of it first.
	drain = 5 * time.Second
	// How long requests may then take to end.
	grace = 15 * time.Second
)

func main() {
	logger := slog.New(slog.NewJSONHandler(os.Stderr, nil))
	slog.SetDefault(logger)
	klog.SetSlogLogger(logger)
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGINT, syscall.SIGTERM)
	defer stop()
	if err := run(ctx); err != nil {
		slog.Error("The controller can't go on.", "error", err)
		os.Exit(1)
	}
}

func run(ctx context.Context) error {
	listen := flag.String("listen", ":8080", "where requests come in")
	health := flag.String("health", ":8081", "where /livez and /readyz are")
	publish := flag.String("publish-service", "ingress/ingress", "the Service whose addresses the Ingresses get, as namespace/name")
	flag.Parse()
	namespace, name, ok := strings.Cut(*publish, "/")
	if !ok {
		return fmt.Errorf("--publish-service=%s is not namespace/name", *publish)
	}
	config, err := rest.InClusterConfig()
	if err != nil {
		return err
	}
	client, err := kubernetes.NewForConfig(config)
	if err != nil {
		return err
	}

	proxy := NewProxy()
	failed := make(chan error, 2)
	go func() { failed <- http.ListenAndServe(*health, probes(proxy)) }()
	// Not the signal's context: what is known must stay true while requests end.
	watching, end := context.WithCancel(context.WithoutCancel(ctx))
	defer end()
	cluster := NewCluster(client)
	cluster.Start(watching)
	proxy.Use(cluster.Snapshot().Table())
	reporter := NewReporter(client, types.NamespacedName{Namespace: namespace, Name: name})
	go cluster.Follow(watching, func(snapshot *Snapshot) {
		proxy.Use(snapshot.Table())
		reporter.Report(snapshot)
	})
	go reporter.Run(watching)

	server := &http.Server{
		Addr:              *listen,
		Handler:           proxy,
		ReadHeaderTimeout: 10 * time.Second,
		IdleTimeout:       75 * time.Second,
	}
	go func() { failed <- server.ListenAndServe() }()
	slog.Info("Serving.", "address", *listen)
	select {
	case err := <-failed:
		return err
	case <-ctx.Done():
	}

	slog.Info("Draining.")
	proxy.Drain()
	time.Sleep(drain)
	ending, cancel := context.WithTimeout(watching, grace)
	defer cancel()
	if err := server.Shutdown(ending); err != nil && !errors.Is(err, context.DeadlineExceeded) {
		return err
	}
	return nil
}

// While it drains it stays ready: a node whose only pod of the controller ends still sends it the last connections.
func probes(proxy *Proxy) http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("/livez", func(http.ResponseWriter, *http.Request) {})
	mux.HandleFunc("/readyz", func(w http.ResponseWriter, _ *http.Request) {
		if !proxy.Ready() {
			http.Error(w, "the API server's objects are not known yet", http.StatusServiceUnavailable)
		}
	})
	return mux
}
