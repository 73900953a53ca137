import '@fontsource-variable/inter/index.css';
import '@mantine/core/styles.css';
import { createRoot } from 'react-dom/client';
import { App, newClient } from './app/app';
import { Shell } from './app/shell';
import { speakAsChosen } from './ui/language';
import './styles/tokens.css';
import './styles/base.css';

const client = newClient();
await speakAsChosen();
const root = document.getElementById('root');
if (root) {
  createRoot(root).render(
    <App client={client}>
      <Shell />
    </App>,
  );
}
