import { CartProvider } from './cart/cart-context';
import { Layout } from './components/layout';
import { LanguageProvider } from './i18n/language';
import { useLocation } from './router/location';
import { routeOf } from './router/routes';
import { CartView } from './views/cart';
import { HomeView } from './views/home';
import { NotFoundView } from './views/not-found';
import { OrderView } from './views/order';
import { OrdersView } from './views/orders';
import { PlacedView } from './views/placed';
import { ProductView } from './views/product';
import { StaffOrdersView } from './views/staff-orders';
import { StaffProductView } from './views/staff-product';
import { StaffProductsView } from './views/staff-products';
import { TopologyView } from './views/topology';
import { StaffProvider } from './staff/staff-context';

export function App() {
  return (
    <LanguageProvider>
      <CartProvider>
        <StaffProvider>
          <Layout>
            <View />
          </Layout>
        </StaffProvider>
      </CartProvider>
    </LanguageProvider>
  );
}

function View() {
  const route = routeOf(useLocation().path);
  switch (route.view) {
    case 'home':
      return <HomeView />;
    case 'category':
      return <HomeView slug={route.slug} />;
    case 'product':
      return <ProductView id={route.id} />;
    case 'cart':
      return <CartView />;
    case 'orders':
      return <OrdersView />;
    case 'order':
      return <OrderView id={route.id} />;
    case 'placed':
      return <PlacedView id={route.id} />;
    case 'staffProducts':
      return <StaffProductsView />;
    case 'staffProduct':
      return <StaffProductView id={route.id} />;
    case 'staffOrders':
      return <StaffOrdersView />;
    case 'topology':
      return <TopologyView />;
    case 'notFound':
      return <NotFoundView />;
  }
}
