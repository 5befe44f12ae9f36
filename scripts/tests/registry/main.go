// A registry for tests, in memory. Everybody may pull, and push who logged in, as it is with public images anywhere.
//
//	registry ADDRESS:PORT USER:PASSWORD
package main

import (
	"encoding/json"
	"fmt"
	"log"
	"net/http"
	"os"

	"github.com/google/go-containerregistry/pkg/registry"
)

// The tokens that a login, and none, are exchanged for.
const (
	writes = "writes"
	reads  = "reads"
)

func main() {
	if len(os.Args) != 3 {
		log.Fatal("usage: registry ADDRESS:PORT USER:PASSWORD")
	}
	quiet := registry.Logger(log.New(os.Stderr, "", 0))
	mux := http.NewServeMux()
	mux.HandleFunc("/token", tokens(os.Args[2]))
	mux.Handle("/", guarded(registry.New(quiet)))
	log.Fatal(http.ListenAndServe(os.Args[1], mux))
}

func tokens(login string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		token := reads
		if user, password, given := r.BasicAuth(); given {
			if user+":"+password != login {
				http.Error(w, "wrong user or password", http.StatusUnauthorized)
				return
			}
			token = writes
		}
		if err := json.NewEncoder(w).Encode(map[string]string{"token": token}); err != nil {
			log.Print(err)
		}
	}
}

func guarded(next http.Handler) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		changes := r.Method != http.MethodGet && r.Method != http.MethodHead
		switch r.Header.Get("Authorization") {
		case "Bearer " + writes:
		case "Bearer " + reads:
			if changes {
				http.Error(w, "denied: a login is needed to push", http.StatusForbidden)
				return
			}
		default:
			challenge := fmt.Sprintf(`Bearer realm="http://%s/token",service="registry"`, r.Host)
			w.Header().Set("WWW-Authenticate", challenge)
			http.Error(w, "a token is needed", http.StatusUnauthorized)
			return
		}
		next.ServeHTTP(w, r)
	}
}
