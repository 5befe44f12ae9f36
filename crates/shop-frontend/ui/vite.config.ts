import react from '@vitejs/plugin-react';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  plugins: [react()],
  build: {
    // The page runs under a content security policy without `data:`: nothing may be inlined.
    assetsInlineLimit: 0,
  },
  server: {
    // `npm run dev` shows the working tree against a running shop: SHOP_URL is the shop's public address.
    proxy: { '/api': process.env['SHOP_URL'] ?? 'http://127.0.0.1:8080' },
  },
  test: {
    environment: 'jsdom',
    include: ['src/**/*.test.{ts,tsx}'],
    restoreMocks: true,
    unstubGlobals: true,
  },
});
