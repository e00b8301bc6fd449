/** The program serves the file of the package `uplot` at this path: a browser cannot resolve package names. */
export { default } from 'uplot';
