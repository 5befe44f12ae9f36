package main

import (
	"cmp"
	"net"
	"slices"
	"strconv"
	"strings"

	discoveryv1 "k8s.io/api/discovery/v1"
	networkingv1 "k8s.io/api/networking/v1"
	"k8s.io/apimachinery/pkg/types"
)

// Controller is what an IngressClass of this controller says.
const Controller = "firedrill.dev/ingress"

// A Table says where a request goes.
type Table struct {
	// By host: a name, "*.example.com", or "" for every host. The best route comes first.
	hosts    map[string][]route
	fallback *Backend
}

type route struct {
	path    string
	exact   bool
	backend *Backend
}

// A Backend is a Service's port, with the pods that serve now.
type Backend struct {
	Name      string
	Endpoints []string
}

// Table is what the Ingresses of this controller's classes say. Where two say different things of the same requests,
// the older one holds, so that nobody takes over what somebody else already has.
func (s *Snapshot) Table() *Table {
	table := &Table{hosts: map[string][]route{}}
	for _, ingress := range s.Served() {
		fallback := s.backend(ingress, ingress.Spec.DefaultBackend)
		if table.fallback == nil {
			table.fallback = fallback
		}
		for _, rule := range ingress.Spec.Rules {
			host := strings.ToLower(rule.Host)
			if rule.HTTP == nil {
				if fallback != nil {
					table.hosts[host] = append(table.hosts[host], route{backend: fallback})
				}
				continue
			}
			for _, path := range rule.HTTP.Paths {
				to := route{path: path.Path, backend: s.backend(ingress, &path.Backend)}
				// A path of the type ImplementationSpecific is a prefix here.
				if path.PathType != nil && *path.PathType == networkingv1.PathTypeExact {
					to.exact = true
				} else {
					to.path = strings.TrimRight(path.Path, "/")
				}
				table.hosts[host] = append(table.hosts[host], to)
			}
		}
	}
	for _, routes := range table.hosts {
		slices.SortStableFunc(routes, func(one, other route) int {
			if longest := cmp.Compare(len(other.path), len(one.path)); longest != 0 || one.exact == other.exact {
				return longest
			}
			if one.exact {
				return -1
			}
			return 1
		})
	}
	return table
}

// Lookup is the backend for a request; nil when no rule speaks of it.
func (t *Table) Lookup(host, path string) *Backend {
	for _, name := range names(host) {
		for _, route := range t.hosts[name] {
			if route.matches(path) {
				return route.backend
			}
		}
	}
	return t.fallback
}

// The hosts of rules that speak of a request's host, the most specific first. A wildcard stands for one label.
func names(host string) []string {
	if name, _, err := net.SplitHostPort(host); err == nil {
		host = name
	}
	host = strings.TrimSuffix(strings.ToLower(host), ".")
	if _, parent, ok := strings.Cut(host, "."); ok {
		return []string{host, "*." + parent, ""}
	}
	return []string{host, ""}
}

// A prefix is one of whole segments: /shop is none of /shopping.
func (r route) matches(path string) bool {
	if r.exact {
		return path == r.path
	}
	rest, ok := strings.CutPrefix(path, r.path)
	return ok && (rest == "" || rest[0] == '/')
}

// Served are the Ingresses of this controller's classes that it can serve, the oldest first.
func (s *Snapshot) Served() []*networkingv1.Ingress {
	var served []*networkingv1.Ingress
	for _, ingress := range s.Ingresses {
		if s.Ours(ingress) && Refusal(ingress) == "" {
			served = append(served, ingress)
		}
	}
	slices.SortFunc(served, func(one, other *networkingv1.Ingress) int {
		return cmp.Or(
			one.CreationTimestamp.Compare(other.CreationTimestamp.Time),
			cmp.Compare(one.Namespace, other.Namespace),
			cmp.Compare(one.Name, other.Name),
		)
	})
	return served
}

// Ours says whether an Ingress is of a class of this controller.
func (s *Snapshot) Ours(ingress *networkingv1.Ingress) bool {
	name := ingress.Annotations["kubernetes.io/ingress.class"]
	if ingress.Spec.IngressClassName != nil {
		name = *ingress.Spec.IngressClassName
	}
	return slices.ContainsFunc(s.Classes, func(class *networkingv1.IngressClass) bool {
		isDefault := class.Annotations[networkingv1.AnnotationIsDefaultIngressClass] == "true"
		return class.Spec.Controller == Controller && (class.Name == name || name == "" && isDefault)
	})
}

// Refusal says why an Ingress is not served; "" when it is. One that is served in part would be worse than none: with
// TLS left out, what should be secret would go over the wire as it is.
func Refusal(ingress *networkingv1.Ingress) string {
	if len(ingress.Spec.TLS) > 0 {
		return "spec.tls: this controller serves plain HTTP only"
	}
	if isResource(ingress.Spec.DefaultBackend) {
		return "spec.defaultBackend.resource: this controller sends requests to Services only"
	}
	for _, rule := range ingress.Spec.Rules {
		if rule.HTTP == nil {
			continue
		}
		for _, path := range rule.HTTP.Paths {
			if isResource(&path.Backend) {
				return "spec.rules: a path's backend is a resource: this controller sends requests to Services only"
			}
		}
	}
	return ""
}

func isResource(backend *networkingv1.IngressBackend) bool {
	return backend != nil && backend.Service == nil
}

func (s *Snapshot) backend(ingress *networkingv1.Ingress, backend *networkingv1.IngressBackend) *Backend {
	if backend == nil {
		return nil
	}
	to := backend.Service
	port := to.Port.Name
	if port == "" {
		port = strconv.Itoa(int(to.Port.Number))
	}
	return &Backend{
		Name:      ingress.Namespace + "/" + to.Name + ":" + port,
		Endpoints: s.endpoints(types.NamespacedName{Namespace: ingress.Namespace, Name: to.Name}, to.Port),
	}
}

// The addresses of the pods that serve: not those of pods that are about to end, though they still answer.
func (s *Snapshot) endpoints(of types.NamespacedName, port networkingv1.ServiceBackendPort) []string {
	name, ok := s.portName(of, port)
	if !ok {
		return nil
	}
	var endpoints []string
	for _, slice := range s.Slices[of] {
		if slice.AddressType == discoveryv1.AddressTypeFQDN {
			continue
		}
		for _, at := range slice.Ports {
			if at.Port == nil || orElse(at.Name, "") != name {
				continue
			}
			for _, endpoint := range slice.Endpoints {
				// Nobody who knows says nothing, and what is unknown counts as ready: so the API has it.
				serves := orElse(endpoint.Conditions.Ready, true) && !orElse(endpoint.Conditions.Terminating, false)
				if serves && len(endpoint.Addresses) > 0 {
					endpoints = append(endpoints, net.JoinHostPort(endpoint.Addresses[0], strconv.Itoa(int(*at.Port))))
				}
			}
		}
	}
	// An endpoint that moves between slices is in both for a moment.
	slices.Sort(endpoints)
	return slices.Compact(endpoints)
}

// Endpoints know a Service's port by its name alone, which may be empty.
func (s *Snapshot) portName(of types.NamespacedName, port networkingv1.ServiceBackendPort) (string, bool) {
	service := s.Services[of]
	if service == nil {
		return "", false
	}
	for _, one := range service.Spec.Ports {
		if port.Name != "" && one.Name == port.Name || port.Name == "" && one.Port == port.Number {
			return one.Name, true
		}
	}
	return "", false
}

func orElse[T any](value *T, otherwise T) T {
	if value == nil {
		return otherwise
	}
	return *value
}
