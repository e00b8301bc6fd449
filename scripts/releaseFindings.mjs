/** Represents the account that has the repository, until there is one. */
const PLACEHOLDER = 'OWNER';

/** The fields that npm shows, and by which it resolves the links and pictures of the README. */
const FIELDS = ['author', 'homepage', 'repository', 'bugs'];

/**
 * What prevents a release, as lines for the terminal; empty if nothing does.
 *
 * @param {Record<string, unknown>} manifest the content of package.json
 * @param {string} changelog the text of CHANGELOG.md
 * @returns {string[]}
 */
export function findingsOf(manifest, changelog) {
  const findings = FIELDS.flatMap((field) => {
    const text = JSON.stringify(manifest[field]);
    if (text === undefined) return [`package.json: ${field} is missing: CONTRIBUTING.md, "Before the first release"`];
    if (!text.includes(PLACEHOLDER)) return [];
    return [
      `package.json: ${field} is ${text}: replace ${PLACEHOLDER}, see CONTRIBUTING.md, "Before the first release"`,
    ];
  });
  const { version } = manifest;
  const heading = changelog.split('\n').find((line) => line.startsWith(`## ${version}`));
  if (heading === undefined) findings.push(`CHANGELOG.md: no section "## ${version}": move what is unreleased there`);
  else if (/unreleased/i.test(heading))
    findings.push(`CHANGELOG.md: "${heading}": write the date of the release instead`);
  return findings;
}
