import js from '@eslint/js';
import rxjsX from 'eslint-plugin-rxjs-x';
import tseslint from 'typescript-eslint';

export default tseslint.config(
  {
    ignores: [
      'dist',
      '.cache',
      'coverage',
      'artifacts',
      'node_modules',
      'site/dist',
      'site/generated',
      'site/node_modules',
      'site/.vitepress/cache',
    ],
  },
  js.configs.recommended,
  {
    files: ['**/*.ts', '**/*.tsx'],
    extends: [...tseslint.configs.strictTypeChecked, rxjsX.configs.strict],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true, allowBoolean: true }],
      // Layouts are literals: a non-null assertion in a loop over a checked index says more than a check that cannot fail.
      '@typescript-eslint/no-non-null-assertion': 'off',
      // What a kit hands out may be taken apart: `this: void` says so.
      '@typescript-eslint/no-invalid-void-type': ['error', { allowAsThisParameter: true }],
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      // What comes in at the border comes from JavaScript too: a check that the types make needless names a user's mistake.
      '@typescript-eslint/no-unnecessary-condition': 'off',
      // A peer's streams never error; a handler for what cannot happen would be code that no test can reach.
      'rxjs-x/no-ignored-error': 'off',
      'rxjs-x/finnish': [
        'error',
        {
          functions: false,
          methods: false,
          strict: false,
          names: {
            '^(adversary|announcements|carry|dial|echoFrom|listen|messagesOf|poolOrPeers|project|rule)$': false,
          },
        },
      ],
    },
  },
  {
    files: ['spec/**/*.ts'],
    rules: {
      // What a consumer does when a peer is ready, and the specs are consumers.
      'rxjs-x/no-nested-subscribe': 'off',
      // A stream that ends without a value fails the test, as it should.
      'rxjs-x/no-ignored-default-value': 'off',
    },
  },
  {
    files: ['**/*.js', '**/*.mjs'],
    languageOptions: {
      globals: Object.fromEntries(
        [
          'Buffer',
          'URL',
          'clearInterval',
          'console',
          'fetch',
          'performance',
          'process',
          'setInterval',
          'setTimeout',
          'WebAssembly',
        ].map((name) => [name, 'readonly']),
      ),
    },
  },
);
