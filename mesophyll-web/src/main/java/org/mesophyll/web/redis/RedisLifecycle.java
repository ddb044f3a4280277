package org.mesophyll.web.redis;

import jakarta.inject.Inject;
import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;
import jakarta.servlet.annotation.WebListener;
import java.lang.System.Logger.Level;
import org.eclipse.microprofile.config.ConfigProvider;
import org.jspecify.annotations.Nullable;
import org.mesophyll.master.MasterSettings;
import org.mesophyll.master.metrics.MasterMetrics;
import org.mesophyll.master.scripts.JobSettings;
import org.mesophyll.master.scripts.Jobs;
import org.mesophyll.web.scripts.ScriptForm;
import org.mesophyll.web.settings.RedisAddress;
import org.mesophyll.web.settings.RedisSettings;

/** Takes scripts from Redis while the application runs, if a setting says where; the jobs start before it and stop after it. */
@WebListener
public class RedisLifecycle implements ServletContextListener {
    private static final System.Logger LOG = System.getLogger(RedisLifecycle.class.getName());

    @Inject
    private RedisSettings settings; // set by the container, like all below

    @Inject
    private MasterSettings master;

    @Inject
    private Jobs jobs;

    @Inject
    private MasterMetrics metrics;

    private @Nullable RedisTasks tasks; // made and ended by the container's thread

    @Override
    public void contextInitialized(ServletContextEvent event) {
        RedisAddress address = settings.address();
        if (address == null) {
            return;
        }
        JobSettings jobSettings = JobSettings.from(ConfigProvider.getConfig());
        tasks = RedisTasks.start(
                address, settings, TaskJobs.of(jobs), new ScriptForm(master), jobSettings.keep(), metrics);
        LOG.log(Level.INFO, () -> "scripts are taken from " + address + ", queues " + settings.queues());
    }

    @Override
    public void contextDestroyed(ServletContextEvent event) {
        RedisTasks running = tasks;
        if (running != null) {
            running.close();
            LOG.log(Level.INFO, "no more scripts are taken from Redis");
        }
    }
}
