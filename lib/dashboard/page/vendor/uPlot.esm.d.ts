/** The program serves the package's own file under this name: a browser resolves no package names. */
export { default } from 'uplot';
