/** Adds a Content-Security-Policy to a page. */
export function addContentSecurityPolicy(html: string): string;
