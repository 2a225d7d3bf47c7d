// The only program that links decoders. Started by vigie, never by hand: it takes requests on
// descriptor 3 and decodes every file in a locked process of its own.

import DecodeWorker
import MediaHashing

WorkerServer.serve(InProcessExaminer())
