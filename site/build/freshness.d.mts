/** True if the static files in site/dist are newer than everything that they are made from. */
export function isBuilt(): boolean;
