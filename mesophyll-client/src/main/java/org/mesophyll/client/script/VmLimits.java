package org.mesophyll.client.script;

import org.mesophyll.client.SettingReader;

/**
 * What a machine holds scripts to.
 *
 * @param memoryBytes how much memory a machine may take, where its engine can cap that; 2 MiB to 1 GiB
 * @param nesting how deep lists and maps may lie in each other on their way in or out, 1 to 64
 * @param outputBytes how much a script may answer, or hand to the host in one call, 1 KiB to 64 MiB: the bytes of texts and
 *     buffers, and 16 for each value
 * @param allocationBytes how much a call may allocate, garbage included, where its engine cannot cap memory; 16 MiB to
 *     2 147 483 647 bytes
 */
public record VmLimits(int memoryBytes, int nesting, int outputBytes, int allocationBytes) {
    public static final VmLimits DEFAULT = new VmLimits(20 << 20, 64, 1 << 20, 256 << 20);

    public VmLimits {
        SettingReader.checkRange("memory-bytes", memoryBytes, 2 << 20, 1 << 30);
        SettingReader.checkRange("nesting", nesting, 1, 64);
        SettingReader.checkRange("output-bytes", outputBytes, 1024, 64 << 20);
        SettingReader.checkRange("allocation-bytes", allocationBytes, 16 << 20, Integer.MAX_VALUE);
    }
}
