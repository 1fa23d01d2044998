// As Directus' own cli.js, but without asking whether there is a newer release.
import '@directus/api/cli/run.js';
