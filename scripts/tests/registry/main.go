// A registry for tests, in memory: ADDRESS:PORT is its argument.
package main

import (
	"log"
	"net/http"
	"os"

	"github.com/google/go-containerregistry/pkg/registry"
)

func main() {
	if len(os.Args) != 2 {
		log.Fatal("usage: registry ADDRESS:PORT")
	}
	quiet := registry.Logger(log.New(os.Stderr, "", 0))
	log.Fatal(http.ListenAndServe(os.Args[1], registry.New(quiet)))
}
