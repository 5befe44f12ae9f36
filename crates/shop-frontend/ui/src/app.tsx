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

export function App() {
  return (
    <LanguageProvider>
      <CartProvider>
        <Layout>
          <View />
        </Layout>
      </CartProvider>
    </LanguageProvider>
  );
}

function View() {
  const route = routeOf(useLocation().path);
  switch (route.view) {
    case 'home':
      return <HomeView />;
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
    case 'notFound':
      return <NotFoundView />;
  }
}
