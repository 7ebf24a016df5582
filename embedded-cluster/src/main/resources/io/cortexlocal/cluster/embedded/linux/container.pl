# Starts a container with bubblewrap, in a mount namespace of its own. Bubblewrap's options come on
# standard input, its status goes to what is standard error here; the container has its output on
# both.
# Usage: container.pl ARCHITECTURE ROOT OWN USER LOWER OPTIONS FILTER [WORDS]... -- COMMAND...
#   ROOT     an empty directory, for the mounts of which the container's root is made
#   OWN      a directory that is not there yet, for all that the container may write to
#   USER     UID:GID to become first, or nothing
#   LOWER    the directory of an unpacked image, or nothing
#   OPTIONS  more options of the image's overlay, beginning with a comma, or nothing
#   FILTER   a file with the seccomp filter, or nothing
# Words:
#   discard DIRECTORY    of a container that has ended
#   dir PATH             to be made in the container's root
#   want PATH            of this machine, to be shown even where its directory cannot be listed
#   show DIRECTORY       of this machine, with all below it
#   bind|ro PATH SOURCE  of the node, to be mounted in the container's root
use strict;
use warnings;
use File::Basename qw(dirname);

my ($architecture, $root, $own, $user, $lower, $options, $filter) = splice @ARGV, 0, 7;

my %numbers = (
    amd64   => { mount => 165, unshare => 272, dup3 => 292, keyctl => 250 },
    aarch64 => { mount => 40,  unshare => 97,  dup3 => 24,  keyctl => 219 },
);
my $number = $numbers{$architecture} or die "no system calls known for $architecture\n";
my ($MS_RDONLY, $MS_NOSUID, $MS_NODEV, $MS_NOEXEC, $MS_REMOUNT, $MS_BIND) = (1, 2, 4, 8, 32, 4096);
my ($CLONE_NEWNS, $JOIN_SESSION_KEYRING) = (0x20000, 1);

umask 022;
# What is said until the end of this script is for whom reads the container's output.
my ($input, $status, $program) = (3, 4, 5);
call('dup3', 2, $status, 0);
call('dup3', 0, $input,  0);
call('dup3', 1, 2,       0);
open STDIN, '<', '/dev/null' or die "/dev/null: $!\n";
call('unshare', $CLONE_NEWNS);
# As runc does. Not where there is no memory for one, or no keyrings at all.
syscall($number->{keyctl}, $JOIN_SESSION_KEYRING, 0);

writable_files();
mount_at('tmpfs', $root, $MS_NOSUID | $MS_NODEV, 'mode=0755,size=16m,nr_inodes=0');
make("$root/merged");
if (length $lower) {
    make("$own/upper");
    make("$own/work");
    chdir $lower or die "$lower: $!\n";
    mount_at('overlay', "$root/merged", 0,
        "lowerdir=.,upperdir=$own/upper,workdir=$own/work$options");
}
my $binds = qr/\A(?:bind|ro)\z/;
my @words;
while ((my $word = shift @ARGV) ne '--') {
    push @words, [ $word, splice @ARGV, 0, $word =~ $binds ? 2 : 1 ];
}
my $machine;
for (@words) {
    my ($word, $argument, $source) = @$_;
    if ($word eq 'discard') {
        system('rm', '-rf', '--', $argument) == 0 or warn "files of a container that ended are left\n";
    }
    elsif ($word eq 'dir') {
        make_all("$root/merged$argument");
    }
    elsif ($word eq 'show') {
        $machine //= machine_files();
        $machine->show($argument);
    }
    elsif ($word ne 'want') {
        bind_at($argument, $source, $word eq 'ro');
    }
}
chdir '/' or die "/: $!\n";

my @become;
if (length $user) {
    my ($uid, $gid) = split /:/, $user;
    chown $uid, $gid, '/proc/self/fd/1', "$own/run", "$own/dev", "$own/dev/shm";
    @become = ('setpriv', '--reuid', $uid, '--regid', $gid, '--clear-groups', '--');
}
if (length $filter) {
    # Perl closes what it has opened itself above this number, once it executes another program.
    $^F = $program;
    open my $file, '<', $filter or die "$filter: $!\n";
    if (fileno($file) != $program) {
        call('dup3', fileno($file), $program, 0);
        close $file;
    }
    exec @become, 'bwrap', '--args', $input, '--json-status-fd', $status, '--', @ARGV;
}
exec @become, 'bwrap', '--args', $input, '--json-status-fd', $status, '--', @ARGV;
die "bwrap: $!\n";

sub writable_files {
    make($own);
    make("$own/$_") for qw(tmp run dev dev/shm dev/pts);
    chmod 01777, "$own/tmp", "$own/dev/shm" or die "$own/tmp: $!\n";
    for my $device (qw(null zero full random urandom tty)) {
        create("$own/dev/$device");
        call('mount', "/dev/$device", "$own/dev/$device", 0, $MS_BIND, 0);
    }
    my %links = (
        fd   => '/proc/self/fd', stdin => '/proc/self/fd/0', stdout => '/proc/self/fd/1',
        stderr => '/proc/self/fd/2', core => '/proc/kcore', ptmx => 'pts/ptmx',
    );
    symlink $links{$_}, "$own/dev/$_" or die "/dev/$_: $!\n" for keys %links;
    mount_at('devpts', "$own/dev/pts", $MS_NOSUID | $MS_NOEXEC,
        'newinstance,ptmxmode=0666,mode=620');
    return;
}

sub machine_files {
    require(dirname($0) . '/machine-files.pl');
    my %points = map { $_->[1] => $_->[2] } grep { $_->[0] =~ $binds } @words;
    my @wanted = map { $_->[1] } grep { $_->[0] eq 'want' } @words;
    return MachineFiles->new($number->{mount}, $root, "$root/merged", \%points, \@wanted);
}

sub bind_at {
    my ($path, $source, $read_only) = @_;
    my $target = "$root/merged$path";
    if (!-e $target) {
        make_all(-d $source ? $target : dirname($target));
        -d $source or create($target);
    }
    call('mount', $source, $target, 0, $MS_BIND, 0);
    my $flags = $MS_BIND | $MS_REMOUNT | $MS_RDONLY | $MS_NOSUID | $MS_NODEV;
    call('mount', 0, $target, 0, $flags, 0) if $read_only;
    return;
}

sub make_all {
    my ($path) = @_;
    my $at = '';
    for my $name (grep { length } split m{/}, $path) {
        $at .= "/$name";
        -d $at or make($at);
    }
    return;
}

sub make {
    my ($path) = @_;
    mkdir $path or die "mkdir $path: $!\n";
    return;
}

sub create {
    my ($path) = @_;
    open my $file, '>', $path or die "$path: $!\n";
    return;
}

sub mount_at {
    my ($type, $point, $flags, $data) = @_;
    call('mount', $type, $point, $type, $flags, $data);
    return;
}

sub call {
    my ($name, @arguments) = @_;
    syscall($number->{$name}, @arguments) >= 0 or die "$name: $!\n";
    return;
}
