// The worker of JPEGs and PNGs. Started by vigie, never by hand: it takes requests on descriptor 3 and
// decodes every file in a locked process of its own.

import DecodeServer
import MediaFormats
import PictureHashing

WorkerServer.serve(PictureExaminer(), warmedUpBy: [.jpeg, .png])
