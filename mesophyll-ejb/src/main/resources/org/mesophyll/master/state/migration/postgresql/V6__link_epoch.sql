-- The number below which no epoch of a worker's connection is given again. Worker -1 stands for all workers.

create table link_epoch (
    worker_id integer not null,
    epoch bigint not null,
    constraint link_epoch_pk primary key (worker_id)
);
insert into link_epoch (worker_id, epoch) values (-1, 0);
