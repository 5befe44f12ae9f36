package main

import (
	"slices"
	"strings"
	"testing"
	"time"

	corev1 "k8s.io/api/core/v1"
	discoveryv1 "k8s.io/api/discovery/v1"
	networkingv1 "k8s.io/api/networking/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/types"
)

const (
	exact  = networkingv1.PathTypeExact
	prefix = networkingv1.PathTypePrefix
)

// A cluster with the Services a, b and c, each with one ready pod, and a class of this controller's and one of another.
func snapshot(ingresses ...*networkingv1.Ingress) *Snapshot {
	s := &Snapshot{
		Ingresses: ingresses,
		Classes: []*networkingv1.IngressClass{
			{
				ObjectMeta: metav1.ObjectMeta{
					Name:        "firedrill",
					Annotations: map[string]string{networkingv1.AnnotationIsDefaultIngressClass: "true"},
				},
				Spec: networkingv1.IngressClassSpec{Controller: Controller},
			},
			{ObjectMeta: metav1.ObjectMeta{Name: "other"}, Spec: networkingv1.IngressClassSpec{Controller: "example.com/other"}},
		},
		Services: map[types.NamespacedName]*corev1.Service{},
		Slices:   map[types.NamespacedName][]*discoveryv1.EndpointSlice{},
	}
	for number, name := range []string{"a", "b", "c"} {
		key := types.NamespacedName{Namespace: "shop", Name: name}
		s.Services[key] = &corev1.Service{Spec: corev1.ServiceSpec{Ports: []corev1.ServicePort{
			{Name: "metrics", Port: 9090}, {Name: "http", Port: 80},
		}}}
		address := "10.0.0." + string(rune('1'+number))
		s.Slices[key] = []*discoveryv1.EndpointSlice{slice(discoveryv1.Endpoint{Addresses: []string{address}})}
	}
	return s
}

func slice(endpoints ...discoveryv1.Endpoint) *discoveryv1.EndpointSlice {
	return &discoveryv1.EndpointSlice{
		AddressType: discoveryv1.AddressTypeIPv4,
		Ports: []discoveryv1.EndpointPort{
			{Name: new("metrics"), Port: new(int32(9100))}, {Name: new("http"), Port: new(int32(8080))},
		},
		Endpoints: endpoints,
	}
}

func ingress(change ...func(*networkingv1.Ingress)) *networkingv1.Ingress {
	ingress := &networkingv1.Ingress{ObjectMeta: metav1.ObjectMeta{Namespace: "shop", Name: "test"}}
	for _, change := range change {
		change(ingress)
	}
	return ingress
}

func to(service string) networkingv1.IngressBackend {
	return networkingv1.IngressBackend{Service: &networkingv1.IngressServiceBackend{
		Name: service, Port: networkingv1.ServiceBackendPort{Name: "http"},
	}}
}

func rule(host, path string, kind networkingv1.PathType, service string) func(*networkingv1.Ingress) {
	return func(ingress *networkingv1.Ingress) {
		paths := []networkingv1.HTTPIngressPath{{Path: path, PathType: &kind, Backend: to(service)}}
		ingress.Spec.Rules = append(ingress.Spec.Rules, networkingv1.IngressRule{
			Host:             host,
			IngressRuleValue: networkingv1.IngressRuleValue{HTTP: &networkingv1.HTTPIngressRuleValue{Paths: paths}},
		})
	}
}

func fallback(service string) func(*networkingv1.Ingress) {
	return func(ingress *networkingv1.Ingress) {
		backend := to(service)
		ingress.Spec.DefaultBackend = &backend
	}
}

func class(name string) func(*networkingv1.Ingress) {
	return func(ingress *networkingv1.Ingress) { ingress.Spec.IngressClassName = &name }
}

// The Service that a request goes to; "" for none.
func found(s *Snapshot, host, path string) string {
	backend := s.Table().Lookup(host, path)
	if backend == nil {
		return ""
	}
	name, _, _ := strings.Cut(strings.TrimPrefix(backend.Name, "shop/"), ":")
	return name
}

// Those of the API's own documentation are among them.
func TestPathsMatchBySegments(t *testing.T) {
	for _, test := range []struct {
		kind          networkingv1.PathType
		path, request string
		matches       bool
	}{
		{prefix, "/", "/any/path", true},
		{exact, "/foo", "/foo", true},
		{exact, "/foo", "/bar", false},
		{exact, "/foo", "/foo/", false},
		{exact, "/foo/", "/foo", false},
		{exact, "/foo", "/FOO", false},
		{prefix, "/foo", "/foo", true},
		{prefix, "/foo", "/foo/", true},
		{prefix, "/foo/", "/foo", true},
		{prefix, "/foo/", "/foo/", true},
		{prefix, "/aaa/bb", "/aaa/bbb", false},
		{prefix, "/aaa/bbb", "/aaa/bbb", true},
		{prefix, "/aaa/bbb/", "/aaa/bbb", true},
		{prefix, "/aaa/bbb", "/aaa/bbb/ccc", true},
		{prefix, "/aaa/bbb", "/aaa/bbbxyz", false},
		{networkingv1.PathTypeImplementationSpecific, "", "/any", true},
	} {
		s := snapshot(ingress(rule("", test.path, test.kind, "a")))
		if got := found(s, "shop.test", test.request) == "a"; got != test.matches {
			t.Errorf("%s %q takes %q: %v", test.kind, test.path, test.request, got)
		}
	}
}

func TestTheLongestPathWinsAndThenTheExactOne(t *testing.T) {
	s := snapshot(ingress(
		rule("", "/", prefix, "a"),
		rule("", "/cart", prefix, "b"),
		rule("", "/cart", exact, "c"),
	))
	for path, service := range map[string]string{"/": "a", "/carts": "a", "/cart/1": "b", "/cart": "c"} {
		if got := found(s, "shop.test", path); got != service {
			t.Errorf("%s goes to %q instead of %q", path, got, service)
		}
	}
}

func TestTheMostSpecificHostWins(t *testing.T) {
	s := snapshot(ingress(
		rule("", "/any", prefix, "c"),
		rule("*.shop.test", "/", prefix, "b"),
		rule("www.shop.test", "/", prefix, "a"),
	))
	for host, service := range map[string]string{
		"www.shop.test": "a", "WWW.shop.test:8080": "a", "www.shop.test.": "a",
		"m.shop.test": "b", "a.m.shop.test": "", "shop.test": "", "10.0.0.1:80": "",
	} {
		if got := found(s, host, "/"); got != service {
			t.Errorf("%s goes to %q instead of %q", host, got, service)
		}
	}
	if got := found(s, "10.0.0.1", "/any"); got != "c" {
		t.Errorf("a rule without a host is for every host, and not for %q", got)
	}
}

func TestWhatNoRuleSpeaksOfGoesToTheDefaultBackend(t *testing.T) {
	if got := found(snapshot(ingress(rule("", "/a", prefix, "a"))), "shop.test", "/b"); got != "" {
		t.Errorf("without one it goes to %q", got)
	}
	if got := found(snapshot(ingress(rule("", "/a", prefix, "a"), fallback("b"))), "shop.test", "/b"); got != "b" {
		t.Errorf("with one it goes to %q", got)
	}
}

func TestOfTwoIngressesTheOlderHolds(t *testing.T) {
	born := func(minute int) func(*networkingv1.Ingress) {
		return func(ingress *networkingv1.Ingress) {
			ingress.CreationTimestamp = metav1.NewTime(time.Unix(int64(minute)*60, 0))
		}
	}
	s := snapshot(
		ingress(born(2), rule("", "/", prefix, "b"), fallback("b")),
		ingress(born(1), rule("", "/", prefix, "a"), fallback("a")),
	)
	if got := found(s, "shop.test", "/"); got != "a" {
		t.Errorf("it is %q", got)
	}
}

func TestOnlyIngressesOfThisControllersClassesAreServed(t *testing.T) {
	annotated := func(name string) func(*networkingv1.Ingress) {
		return func(ingress *networkingv1.Ingress) {
			ingress.Annotations = map[string]string{"kubernetes.io/ingress.class": name}
		}
	}
	for name, test := range map[string]struct {
		change func(*networkingv1.Ingress)
		served bool
	}{
		"none, so the default":  {func(*networkingv1.Ingress) {}, true},
		"ours":                  {class("firedrill"), true},
		"another controller's":  {class("other"), false},
		"one that is not there": {class("missing"), false},
		"ours, the old way":     {annotated("firedrill"), true},
		"another, the old way":  {annotated("nginx"), false},
	} {
		s := snapshot(ingress(rule("", "/", prefix, "a"), test.change))
		if got := found(s, "shop.test", "/") == "a"; got != test.served {
			t.Errorf("of the class %s: %v", name, got)
		}
	}
}

func TestAnIngressThatCanNotBeServedWholeIsRefused(t *testing.T) {
	secret := func(ingress *networkingv1.Ingress) { ingress.Spec.TLS = []networkingv1.IngressTLS{{SecretName: "tls"}} }
	resource := func(ingress *networkingv1.Ingress) {
		ingress.Spec.DefaultBackend = &networkingv1.IngressBackend{Resource: &corev1.TypedLocalObjectReference{Name: "bucket"}}
	}
	for _, change := range []func(*networkingv1.Ingress){secret, resource} {
		refused := ingress(rule("", "/", prefix, "a"), change)
		if Refusal(refused) == "" || found(snapshot(refused), "shop.test", "/") != "" {
			t.Errorf("it is served: %+v", refused.Spec)
		}
	}
}

func TestOnlyPodsThatServeAreEndpoints(t *testing.T) {
	at := func(address string, ready, terminating *bool) discoveryv1.Endpoint {
		return discoveryv1.Endpoint{
			Addresses:  []string{address},
			Conditions: discoveryv1.EndpointConditions{Ready: ready, Terminating: terminating},
		}
	}
	s := snapshot()
	key := types.NamespacedName{Namespace: "shop", Name: "a"}
	s.Slices[key] = []*discoveryv1.EndpointSlice{
		slice(at("10.0.0.4", new(true), new(false)), at("10.0.0.5", new(false), nil), at("10.0.0.6", nil, nil)),
		slice(at("10.0.0.7", new(false), new(true)), at("10.0.0.8", new(true), new(true)), at("10.0.0.6", nil, nil)),
	}
	for name, test := range map[string]struct {
		port networkingv1.ServiceBackendPort
		want []string
	}{
		"by name":         {networkingv1.ServiceBackendPort{Name: "http"}, []string{"10.0.0.4:8080", "10.0.0.6:8080"}},
		"by number":       {networkingv1.ServiceBackendPort{Number: 9090}, []string{"10.0.0.4:9100", "10.0.0.6:9100"}},
		"an unknown port": {networkingv1.ServiceBackendPort{Number: 8080}, nil},
	} {
		if got := s.endpoints(key, test.port); !slices.Equal(got, test.want) {
			t.Errorf("%s: %v instead of %v", name, got, test.want)
		}
	}
}

func TestAnIngressHasTheAddressesOfThePublishedService(t *testing.T) {
	service := &corev1.Service{}
	service.Status.LoadBalancer.Ingress = []corev1.LoadBalancerIngress{{IP: "10.0.0.1"}, {Hostname: "node.test"}}
	got := Addresses(service)
	if len(got) != 2 || got[0].IP != "10.0.0.1" || got[1].Hostname != "node.test" {
		t.Errorf("it has %+v", got)
	}
	if Addresses(nil) != nil {
		t.Error("without the Service it has none")
	}
}
