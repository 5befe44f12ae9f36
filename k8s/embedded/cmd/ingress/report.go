package main

import (
	"context"
	"fmt"
	"hash/fnv"
	"log/slog"
	"os"
	"sync/atomic"
	"time"

	corev1 "k8s.io/api/core/v1"
	eventsv1 "k8s.io/api/events/v1"
	networkingv1 "k8s.io/api/networking/v1"
	"k8s.io/apimachinery/pkg/api/equality"
	"k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/types"
	"k8s.io/client-go/kubernetes"
)

// A Reporter writes into each Ingress where it is served, and says why one is not. Every replica does: all write the
// same, so none has to lead.
type Reporter struct {
	client  kubernetes.Interface
	publish types.NamespacedName
	latest  atomic.Pointer[Snapshot]
	changed chan struct{}
	told    map[string]bool
}

// NewReporter reports the addresses of the Service `publish`.
func NewReporter(client kubernetes.Interface, publish types.NamespacedName) *Reporter {
	return &Reporter{client: client, publish: publish, changed: make(chan struct{}, 1), told: map[string]bool{}}
}

// Report takes a snapshot to report on. It does not wait for the API server: routing must not.
func (r *Reporter) Report(snapshot *Snapshot) {
	r.latest.Store(snapshot)
	r.again()
}

func (r *Reporter) again() {
	select {
	case r.changed <- struct{}{}:
	default:
	}
}

// Run reports until the context ends.
func (r *Reporter) Run(ctx context.Context) {
	for {
		select {
		case <-ctx.Done():
			return
		case <-r.changed:
		}
		if err := r.report(ctx, r.latest.Load()); err != nil {
			// Another replica was faster, or the API server does not answer: what is true is written later.
			slog.Info("An Ingress could not be reported on.", "error", err)
			time.AfterFunc(time.Second, r.again)
		}
	}
}

func (r *Reporter) report(ctx context.Context, snapshot *Snapshot) error {
	var failed error
	for _, ingress := range snapshot.Ingresses {
		if !snapshot.Ours(ingress) {
			continue
		}
		refusal := Refusal(ingress)
		if refusal != "" {
			if err := r.warn(ctx, ingress, refusal); err != nil {
				failed = err
			}
		}
		addresses := Addresses(snapshot.Services[r.publish])
		if refusal != "" {
			addresses = nil
		}
		if equality.Semantic.DeepEqual(ingress.Status.LoadBalancer.Ingress, addresses) {
			continue
		}
		changed := ingress.DeepCopy()
		changed.Status.LoadBalancer.Ingress = addresses
		_, err := r.client.NetworkingV1().Ingresses(ingress.Namespace).UpdateStatus(ctx, changed, metav1.UpdateOptions{})
		if err != nil && !errors.IsNotFound(err) {
			failed = err
		}
	}
	return failed
}

// Addresses are those of a Service of the type LoadBalancer, as an Ingress has them.
func Addresses(service *corev1.Service) []networkingv1.IngressLoadBalancerIngress {
	var addresses []networkingv1.IngressLoadBalancerIngress
	if service != nil {
		for _, one := range service.Status.LoadBalancer.Ingress {
			addresses = append(addresses, networkingv1.IngressLoadBalancerIngress{IP: one.IP, Hostname: one.Hostname})
		}
	}
	return addresses
}

// The event's name follows from what it says, so that all replicas together write one.
func (r *Reporter) warn(ctx context.Context, ingress *networkingv1.Ingress, refusal string) error {
	sum := fnv.New64a()
	fmt.Fprint(sum, ingress.UID, ingress.Generation, refusal)
	name := fmt.Sprintf("%s.%016x", ingress.Name, sum.Sum64())
	if r.told[name] {
		return nil
	}
	host, _ := os.Hostname()
	event := &eventsv1.Event{
		ObjectMeta:          metav1.ObjectMeta{Namespace: ingress.Namespace, Name: name},
		EventTime:           metav1.NowMicro(),
		ReportingController: Controller,
		ReportingInstance:   host,
		Type:                corev1.EventTypeWarning,
		Reason:              "NotServed",
		Action:              "Refuse",
		Note:                refusal,
		Regarding: corev1.ObjectReference{
			APIVersion: "networking.k8s.io/v1",
			Kind:       "Ingress",
			Namespace:  ingress.Namespace,
			Name:       ingress.Name,
			UID:        ingress.UID,
		},
	}
	_, err := r.client.EventsV1().Events(ingress.Namespace).Create(ctx, event, metav1.CreateOptions{})
	if err != nil && !errors.IsAlreadyExists(err) {
		return err
	}
	r.told[name] = true
	return nil
}
