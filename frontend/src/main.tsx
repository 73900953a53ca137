import '@fontsource-variable/inter/index.css';
import '@mantine/core/styles.css';
import { createRoot } from 'react-dom/client';
import { warm } from './api/warm';
import { App, newClient } from './app/app';
import { Shell } from './app/shell';
import { speakAsChosen } from './ui/language';
import './styles/tokens.css';
import './styles/base.css';

const client = newClient();
await speakAsChosen();
void warm(client);
const root = document.getElementById('root');
if (root) {
  createRoot(root).render(
    <App client={client}>
      <Shell />
    </App>,
  );
}
