/** A link in the sidebar, or a group of links; a group that can be closed has a link, too. */
export interface SidebarItem {
  readonly text: string;
  readonly link?: string;
  readonly collapsed?: boolean;
  readonly items?: readonly SidebarItem[];
}

/** The sidebar: the sections with the pages that exist below a folder, whose path ends with a slash. */
export function sidebar(siteFolder: string): SidebarItem[];

/** The links in the head of each page. */
export function navigation(siteFolder: string): { readonly text: string; readonly link: string }[];
