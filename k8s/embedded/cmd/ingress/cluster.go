package main

import (
	"context"

	corev1 "k8s.io/api/core/v1"
	discoveryv1 "k8s.io/api/discovery/v1"
	networkingv1 "k8s.io/api/networking/v1"
	"k8s.io/apimachinery/pkg/api/meta"
	"k8s.io/apimachinery/pkg/types"
	"k8s.io/client-go/informers"
	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/tools/cache"
)

// A Cluster is what the API server knows, as far as requests are routed by it.
type Cluster struct {
	factory                             informers.SharedInformerFactory
	ingresses, classes, services, slice cache.SharedIndexInformer
	changed                             chan struct{}
}

// A Snapshot is the cluster at one moment.
type Snapshot struct {
	Ingresses []*networkingv1.Ingress
	Classes   []*networkingv1.IngressClass
	Services  map[types.NamespacedName]*corev1.Service
	// By the Service that they belong to.
	Slices map[types.NamespacedName][]*discoveryv1.EndpointSlice
}

// NewCluster is a cluster of which nothing is known yet.
func NewCluster(client kubernetes.Interface) *Cluster {
	factory := informers.NewSharedInformerFactoryWithOptions(client, 0, informers.WithTransform(withoutManagers))
	return &Cluster{
		factory:   factory,
		ingresses: factory.Networking().V1().Ingresses().Informer(),
		classes:   factory.Networking().V1().IngressClasses().Informer(),
		services:  factory.Core().V1().Services().Informer(),
		slice:     factory.Discovery().V1().EndpointSlices().Informer(),
		// One is enough: whoever is told looks at everything.
		changed: make(chan struct{}, 1),
	}
}

// Who wrote which field is most of an object, and nobody here asks for it.
func withoutManagers(object any) (any, error) {
	if accessor, err := meta.Accessor(object); err == nil {
		accessor.SetManagedFields(nil)
	}
	return object, nil
}

// Start follows the API server until the context ends, and returns once everything is known.
func (c *Cluster) Start(ctx context.Context) {
	told := cache.ResourceEventHandlerFuncs{
		AddFunc:    func(any) { c.tell() },
		UpdateFunc: func(any, any) { c.tell() },
		DeleteFunc: func(any) { c.tell() },
	}
	for _, informer := range []cache.SharedIndexInformer{c.ingresses, c.classes, c.services, c.slice} {
		// It only fails for an informer that has ended.
		_, _ = informer.AddEventHandler(told)
	}
	c.factory.Start(ctx.Done())
	c.factory.WaitForCacheSync(ctx.Done())
}

// Follow gives each change's snapshot to `use` until the context ends.
func (c *Cluster) Follow(ctx context.Context, use func(*Snapshot)) {
	for {
		select {
		case <-ctx.Done():
			return
		case <-c.changed:
			use(c.Snapshot())
		}
	}
}

func (c *Cluster) tell() {
	select {
	case c.changed <- struct{}{}:
	default:
	}
}

// Snapshot is the cluster now.
func (c *Cluster) Snapshot() *Snapshot {
	snapshot := &Snapshot{
		Ingresses: list[networkingv1.Ingress](c.ingresses),
		Classes:   list[networkingv1.IngressClass](c.classes),
		Services:  map[types.NamespacedName]*corev1.Service{},
		Slices:    map[types.NamespacedName][]*discoveryv1.EndpointSlice{},
	}
	for _, service := range list[corev1.Service](c.services) {
		snapshot.Services[types.NamespacedName{Namespace: service.Namespace, Name: service.Name}] = service
	}
	for _, slice := range list[discoveryv1.EndpointSlice](c.slice) {
		of := types.NamespacedName{Namespace: slice.Namespace, Name: slice.Labels[discoveryv1.LabelServiceName]}
		snapshot.Slices[of] = append(snapshot.Slices[of], slice)
	}
	return snapshot
}

func list[T any](informer cache.SharedIndexInformer) []*T {
	var all []*T
	for _, object := range informer.GetStore().List() {
		all = append(all, object.(*T))
	}
	return all
}
