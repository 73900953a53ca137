import js from '@eslint/js';
import importX from 'eslint-plugin-import-x';
import a11y from 'eslint-plugin-jsx-a11y';
import hooks from 'eslint-plugin-react-hooks';
import ts from 'typescript-eslint';

const below = (room, ...except) => ({ target: `./src/${room}`, from: './src', except: except.map((e) => `./${e}`) });
const features = ['overview', 'activity', 'analytics', 'accounts', 'alerts', 'budgets', 'gateway', 'imports', 'invoices', 'settings', 'tags', 'rates', 'exports', 'lock', 'welcome', 'house'];

// words <- format, styles <- ui, charts, api <- features <- app; a feature never imports a feature.
const zones = [
  below('words', 'words'),
  below('format', 'format', 'words'),
  below('ui', 'ui', 'format', 'styles', 'words'),
  below('charts', 'charts', 'format', 'styles', 'ui', 'words'),
  below('api', 'api', 'format', 'words'),
  ...features.map((f) => below(`features/${f}`, `features/${f}`, 'ui', 'charts', 'api', 'format', 'styles', 'words', 'testing')),
];

// What people read or hear stands in the catalogue; "Outlay" is a name.
const said = 'Texts stand in words/: t(\'room.key\').';
const texts = [
  'JSXText[value=/^(?!\\s*Outlay\\s*$)[\\s\\S]*[A-Za-z]{2}/]',
  'JSXAttribute[name.name=/^(label|title|placeholder|description|aria-label|aria-description|alt|verb|gist|nothingFoundMessage)$/] > Literal[value=/^(?!https?:).*[A-Za-z]{2}/]',
  'JSXAttribute[name.name=/^(label|title|placeholder|description|aria-label|aria-description|alt|verb|gist)$/] > JSXExpressionContainer > TemplateLiteral > TemplateElement[value.raw=/[A-Za-z]{2}/]',
  'JSXExpressionContainer > :matches(ConditionalExpression, LogicalExpression) > Literal[value=/[A-Za-z]{2,} [A-Za-z]/]',
].map((selector) => ({ selector, message: said }));

export default ts.config(
  { ignores: ['dist', 'wailsjs', 'node_modules'] },
  js.configs.recommended,
  ...ts.configs.strict,
  a11y.flatConfigs.recommended,
  {
    files: ['src/**/*.{ts,tsx}'],
    plugins: { 'import-x': importX, 'react-hooks': hooks },
    settings: { 'import-x/resolver': { typescript: true } },
    rules: {
      ...hooks.configs.recommended.rules,
      'import-x/no-restricted-paths': ['error', { zones }],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_' }],
      'no-restricted-imports': [
        'error',
        {
          patterns: [
            { group: ['chart.js', 'chart.js/*', 'react-chartjs-2'], message: 'Only charts/ draws.' },
            { group: ['**/wailsjs/**'], message: 'Only api/ speaks to Go.' },
          ],
        },
      ],
    },
  },
  { files: ['src/**/*.tsx'], ignores: ['src/**/*.test.tsx', 'src/testing/**'], rules: { 'no-restricted-syntax': ['error', ...texts] } },
  { files: ['src/charts/**', 'src/testing/**'], rules: { 'no-restricted-imports': 'off' } },
  { files: ['src/api/**'], rules: { 'no-restricted-imports': 'off' } },
  { files: ['scripts/**', '*.js'], languageOptions: { globals: { process: 'readonly', console: 'readonly' } } },
);
