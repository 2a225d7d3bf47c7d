// ISA-L 2.30, its inflater and its CRC.
#include <isa-l/crc.h>
#include <isa-l/igzip_lib.h>
