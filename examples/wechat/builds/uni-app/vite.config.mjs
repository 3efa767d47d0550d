import uni from '@dcloudio/vite-plugin-uni';
import { defineConfig } from 'vite';

// As an ES module the plugin's package has its function inside "default".
export default defineConfig({ plugins: [uni.default()] });
