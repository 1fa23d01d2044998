// tap has every process that a test starts load what tells of its coverage. That takes longer than most commands do, and is not what
// is run elsewhere; nobody asks for coverage here. See .taprc.
import processOnSpawn from 'process-on-spawn';

processOnSpawn.removeAllListeners();
