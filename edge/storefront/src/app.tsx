import { Route, Routes } from 'react-router';
import { LogInPage } from './account/log-in-page.tsx';
import { RegisterPage } from './account/register-page.tsx';
import { BasketPage } from './basket/basket-page.tsx';
import { CataloguePage } from './catalogue/catalogue-page.tsx';
import { CategoriesPage } from './catalogue/categories-page.tsx';
import { CategoryPage } from './catalogue/category-page.tsx';
import { CheckoutPage } from './checkout/checkout-page.tsx';
import { OrderPage } from './orders/order-page.tsx';
import { OrdersPage } from './orders/orders-page.tsx';
import { Layout } from './page/layout.tsx';
import { NotFoundPage } from './page/not-found-page.tsx';
import { ProductPage } from './product/product-page.tsx';
import { SearchPage } from './search/search-page.tsx';

export const App = () => (
  <Layout>
    <Routes>
      <Route path="/" element={<CataloguePage />} />
      <Route path="/categories" element={<CategoriesPage />} />
      <Route path="/categories/:slug" element={<CategoryPage />} />
      <Route path="/search" element={<SearchPage />} />
      <Route path="/products/:slug" element={<ProductPage />} />
      <Route path="/basket" element={<BasketPage />} />
      <Route path="/checkout" element={<CheckoutPage />} />
      <Route path="/orders" element={<OrdersPage />} />
      <Route path="/orders/:orderId" element={<OrderPage />} />
      <Route path="/log-in" element={<LogInPage />} />
      <Route path="/register" element={<RegisterPage />} />
      <Route path="*" element={<NotFoundPage />} />
    </Routes>
  </Layout>
);
